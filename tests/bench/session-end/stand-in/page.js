// Usable: the rooms have answered, and the button is painted.
const bridge = Reflect.get(globalThis, 'standIn');
void bridge.ask().then(() => {
  const button = document.querySelector('button');
  if (button !== null) button.hidden = false;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => bridge.usable(performance.timeOrigin + performance.now())),
  );
});
