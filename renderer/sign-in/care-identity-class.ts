/** Class of the Care Identity button, which is looked for before React is there too. */
export const careIdentityClass = 'cd-care-identity';
