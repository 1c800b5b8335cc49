/**
 * ODS code of the virtual national organisation of locum pharmacy staff (valid until 1 February
 * 2027). To the policy it is an organisation like any other: it lets in locums of every pharmacy,
 * so who wants them lists it.
 */
export const locumOrganisation = 'FFFFF';
