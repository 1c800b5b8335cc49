/**
 * Takes from the page's own JavaScript what CareDesk's page never uses and what no setting of
 * Electron takes: WebRTC (its servers' names are looked up past every proxy), speech that a server
 * recognises, printing, and the choosing of files. Runs in the page before its first script. Only what stands inside it comes with it.
 */
export function limitPage(): void {
  const taken: readonly (readonly [object, string])[] = [
    [window, 'RTCPeerConnection'],
    [window, 'webkitRTCPeerConnection'],
    [window, 'SpeechRecognition'],
    [window, 'webkitSpeechRecognition'],
    [window, 'print'],
    [window, 'showOpenFilePicker'],
    [window, 'showSaveFilePicker'],
    [window, 'showDirectoryPicker'],
    [HTMLInputElement.prototype, 'showPicker'],
    // In a closed shadow tree the preload would not see which field is clicked.
    [Element.prototype, 'attachShadow'],
  ];
  for (const [owner, name] of taken) Reflect.deleteProperty(owner, name);

  // Nor would it see a click on what is not in the page, or be able to stop every click that a
  // script puts together. Nothing the page could have changed is used on the way.
  const { apply } = Reflect;
  const { click } = HTMLElement.prototype;
  const { dispatchEvent } = EventTarget.prototype;
  const getter = (owner: object, name: string) =>
    Object.getOwnPropertyDescriptor(owner, name)?.get ?? (() => undefined);
  const isConnected = getter(Node.prototype, 'isConnected');
  const typeOf = getter(Event.prototype, 'type');
  HTMLElement.prototype.click = function (this: HTMLElement) {
    if (apply(isConnected, this, []) === true) apply(click, this, []);
  };
  EventTarget.prototype.dispatchEvent = function (this: EventTarget, event: Event): boolean {
    return apply(typeOf, event, []) === 'click' ? false : apply(dispatchEvent, this, [event]);
  };
}

/** Whether a click would open a dialog to choose files. */
export function choosesFiles(event: Event): boolean {
  return event
    .composedPath()
    .some((target) => target instanceof HTMLInputElement && target.type === 'file');
}
