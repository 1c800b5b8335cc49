// Script of the sign-out page: CareDesk has asked for the sign-out, so nobody is asked again.

const button = document.querySelector('button[name="logout"]');
if (button instanceof HTMLButtonElement) button.click();
