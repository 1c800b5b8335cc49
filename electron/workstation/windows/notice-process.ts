import process from 'node:process';
import { systemClock } from '../../ground/clock.ts';
import { loadKoffi } from './koffi-module.ts';
import { openNoticeWindow } from './notice-window.ts';
import { openWindowsApi } from './windows-api.ts';

// A process of its own, started by start-notice-process.ts: a mistake in a call of Windows, or in
// koffi, ends this process and not CareDesk, which then finds a lock by looking.
loadKoffi()
  .then((koffi) =>
    openNoticeWindow({
      api: openWindowsApi(koffi, process.env['SystemRoot'] ?? 'C:\\Windows'),
      clock: systemClock,
      tell: (notice) => process.parentPort.postMessage(notice),
    }),
  )
  .catch(() => process.exit(1));
