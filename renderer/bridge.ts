import type { CareDeskBridge } from '../electron/contract/bridge.ts';

declare global {
  interface Window {
    /** Put there by the preload; everything the renderer can ask of main. */
    readonly caredesk: CareDeskBridge;
  }
}

/** The bridge to the main process. */
export function bridge(): CareDeskBridge {
  return window.caredesk;
}
