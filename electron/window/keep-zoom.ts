import type { BrowserWindow } from 'electron';
import type { KeptSettings } from './window-settings.ts';
import { type ZoomStep, zoomedBy, zoomStepOf } from './zoom.ts';

/** Zooms by keyboard and by Ctrl and the wheel, and keeps the zoom for the next window and start. */
export function keepZoom(
  { webContents }: Pick<BrowserWindow, 'webContents'>,
  settings: Pick<KeptSettings, 'current' | 'change'>,
): void {
  // Chromium keeps a zoom of its own for every origin, in the profile. Said again for every page,
  // ours is the one that counts.
  const apply = () => webContents.setZoomFactor(settings.current().zoom);
  webContents.on('did-navigate', apply);

  function zoom(step: ZoomStep): void {
    const { zoom: before } = settings.current();
    const after = zoomedBy(step, before);
    if (after !== before) settings.change({ zoom: after });
    apply();
  }

  webContents.on('before-input-event', (event, input) => {
    const step = zoomStepOf(input);
    if (step === null) return;
    event.preventDefault();
    zoom(step);
  });
  webContents.on('zoom-changed', (_event, direction) => zoom(direction));
}
