const button = document.querySelector('button');
button?.addEventListener('click', () => {
  document.title = 'answered';
});
requestAnimationFrame(() =>
  requestAnimationFrame(() => performance.mark('caredesk/sign-in-ready')),
);
