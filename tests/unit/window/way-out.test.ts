import { describe, expect, it } from 'vitest';
import { mayBeAsked, type RequestSource } from '../../../electron/window/way-out.ts';

const owns = (id: number) => id === 1;
const page: Omit<RequestSource, 'url'> = { webContentsId: 1, mainFrameUrl: 'app://caredesk/' };

describe('what the window may ask', () => {
  it.each(['app://caredesk/', 'app://caredesk/assets/main.js', 'data:,x', 'blob:app://caredesk/1'])(
    '%s, whoever asks',
    (url) => {
      expect(mayBeAsked({ url, webContentsId: null, mainFrameUrl: null }, owns)).toBe(true);
    },
  );

  it.each([
    'http://127.0.0.1/',
    'https://digital.nhs.uk/',
    'ws://127.0.0.1/',
    'wss://a.example/',
    'ftp://a.example/',
    'file:///etc/passwd',
    'chrome://gpu/',
    'view-source:app://caredesk/',
    'filesystem:app://caredesk/temporary/x',
    'app://elsewhere/',
    'app://caredesk.attacker.example/api/pds/Patient/1',
  ])('%s is not asked at all', (url) => {
    expect(mayBeAsked({ url, ...page }, owns)).toBe(false);
  });
});

describe('what the gateway answers', () => {
  const url = 'app://caredesk/api/pds/Patient/9000000009';

  it('is for CareDesk’s own page in CareDesk’s window', () => {
    expect(mayBeAsked({ url, ...page }, owns)).toBe(true);
    expect(mayBeAsked({ url, ...page, mainFrameUrl: 'app://caredesk/#record' }, owns)).toBe(true);
  });

  it.each<[string, Partial<RequestSource>]>([
    ['another window', { webContentsId: 2 }],
    ['no window at all', { webContentsId: null }],
    ['a frame, or one that is gone', { mainFrameUrl: null }],
    ['a blank page', { mainFrameUrl: 'about:blank' }],
    ['a page that a script wrote', { mainFrameUrl: 'about:srcdoc' }],
    ['one of CareDesk’s files shown as a page', { mainFrameUrl: 'app://caredesk/assets/a.svg' }],
    ['another host', { mainFrameUrl: 'app://elsewhere/' }],
    ['a page of the web', { mainFrameUrl: 'https://caredesk/' }],
    ['what is no address', { mainFrameUrl: '' }],
  ])('is not for %s', (_case, source) => {
    expect(mayBeAsked({ url, ...page, ...source }, owns)).toBe(false);
  });
});
