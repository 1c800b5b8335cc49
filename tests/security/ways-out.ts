/** A foreign host as a way sees it: this PC by number, and a name nobody has. */
export interface Target {
  readonly way: string;
  readonly port: number;
  /** A host name that says which way was taken; it leads nowhere. */
  readonly name: string;
}

/** Every way a page has to reach a host of its choice. */
export const waysOut = [
  'fetch',
  'no-cors fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'sendBeacon',
  'img',
  'img srcset',
  'script',
  'module script',
  'stylesheet',
  'style @import',
  'CSS image',
  'font',
  'video',
  'audio',
  'track',
  'SVG image',
  'SVG use',
  'input image',
  'form',
  'ping of a link',
  'link to a new window',
  'window.open',
  'location',
  'meta refresh',
  'base',
  'preconnect',
  'dns-prefetch',
  'prefetch',
  'prerender',
  'preload',
  'modulepreload',
  'manifest',
  'icon',
  'speculation rules',
  'report of a policy',
  'dedicated worker',
  'shared worker',
  'service worker',
  'worklet',
  'WebTransport',
  'STUN',
  'TURN over UDP',
  'TURN over TCP',
  'TURN over TLS',
] as const;

/** Those for which the page needs a frame, or makes one. */
export const waysThroughFrames = [
  'object',
  'embed',
  'iframe',
  'iframe srcdoc',
  'iframe data:',
  'sandboxed iframe',
  'STUN in a frame',
  'TURN over TCP in a frame',
  'TURN over TCP in a hidden frame',
] as const;

/**
 * Tries them all from the page and resolves when they have had their time. Runs in the page: only
 * what stands inside it comes with it.
 *
 * @param targets one for each way
 */
export async function tryWaysOut(targets: readonly Target[]): Promise<void> {
  type Attempt = (address: string, target: { host: string }) => unknown;
  const add = (
    tag: string,
    attributes: Record<string, string>,
    parent: Element = document.head,
  ) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    parent.append(element);
    return element;
  };
  const inBody = (tag: string, attributes: Record<string, string>) =>
    add(tag, attributes, document.body);
  const link = (rel: string, more: Record<string, string> = {}): Attempt => {
    return (href) => add('link', { rel, href, ...more });
  };
  const style = (text: string) => {
    const sheet = document.createElement('style');
    sheet.append(text);
    document.head.append(sheet);
  };
  const svg = (tag: string, href: string) => {
    const outer = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const inner = document.createElementNS('http://www.w3.org/2000/svg', tag);
    inner.setAttribute('href', href);
    outer.append(inner);
    document.body.append(outer);
  };
  const rtc = (url: string, realm: typeof globalThis = globalThis) => {
    const peer = new realm.RTCPeerConnection({
      iceServers: [{ urls: url, username: 'record', credential: 'x' }],
    });
    peer.createDataChannel('record');
    return peer.setLocalDescription();
  };
  const rtcInFrame = (url: string, parent: Node) => {
    const frame = document.createElement('iframe');
    parent.appendChild(frame);
    const realm = frame.contentWindow;
    if (realm === null) throw new Error('The frame has no window');
    return rtc(url, Object(realm));
  };
  const attempts: Record<string, Attempt> = {
    fetch: (url) => fetch(url),
    'no-cors fetch': (url) => fetch(url, { mode: 'no-cors', method: 'POST', body: 'record' }),
    XMLHttpRequest(url) {
      const request = new XMLHttpRequest();
      request.open('GET', url);
      request.send();
    },
    WebSocket: (url) => new WebSocket(url.replace('http', 'ws')),
    EventSource: (url) => new EventSource(url),
    sendBeacon: (url) => navigator.sendBeacon(url, 'record'),
    img: (src) => inBody('img', { src }),
    'img srcset': (url) => inBody('img', { srcset: `${url} 1x` }),
    script: (src) => add('script', { src }),
    'module script': (src) => add('script', { src, type: 'module' }),
    stylesheet: link('stylesheet'),
    'style @import': (url) => style(`@import url("${url}");`),
    'CSS image': (url) => style(`body { background-image: url("${url}") }`),
    font: (url) => new FontFace('leak', `url("${url}")`).load(),
    video: (src) => inBody('video', { src, autoplay: '', poster: src }),
    audio: (src) => inBody('audio', { src, autoplay: '' }),
    track: (src) => inBody('video', {}).append(add('track', { src, default: '' })),
    object: (data) => inBody('object', { data }),
    embed: (src) => inBody('embed', { src }),
    'SVG image': (url) => svg('image', url),
    'SVG use': (url) => svg('use', `${url}#x`),
    'input image': (src) => inBody('input', { type: 'image', src }),
    form(action) {
      const form = inBody('form', { action, method: 'post' });
      if (form instanceof HTMLFormElement) form.submit();
    },
    'ping of a link'(ping) {
      const anchor = inBody('a', { href: '#here', ping });
      anchor.click();
    },
    'link to a new window'(href) {
      inBody('a', { href, target: '_blank' }).click();
    },
    'window.open': (url) => window.open(url),
    location(url) {
      location.href = url;
    },
    'meta refresh': (url) => add('meta', { 'http-equiv': 'refresh', content: `0; url=${url}` }),
    base(href) {
      const base = add('base', { href });
      inBody('img', { src: 'relative.png' });
      base.remove();
    },
    preconnect: link('preconnect', { crossorigin: '' }),
    'dns-prefetch': link('dns-prefetch'),
    prefetch: link('prefetch'),
    prerender: link('prerender'),
    preload: link('preload', { as: 'image' }),
    modulepreload: link('modulepreload'),
    manifest: link('manifest'),
    icon: link('icon'),
    'speculation rules'(url) {
      const rules = document.createElement('script');
      rules.type = 'speculationrules';
      const list = [{ source: 'list', urls: [url], eagerness: 'immediate' }];
      rules.append(JSON.stringify({ prefetch: list, prerender: list }));
      document.head.append(rules);
    },
    'report of a policy'(url) {
      const content = `img-src 'none'; report-uri ${url}`;
      add('meta', { 'http-equiv': 'Content-Security-Policy', content });
    },
    'dedicated worker': (url) => {
      const code = `fetch(${JSON.stringify(url)}); new WebSocket(${JSON.stringify(url.replace('http', 'ws'))});`;
      return new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
    },
    'shared worker': (url) => {
      const code = `fetch(${JSON.stringify(url)});`;
      return new SharedWorker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
    },
    'service worker': (url) => navigator.serviceWorker.register(url),
    worklet: (url) => new OfflineAudioContext(1, 1, 44_100).audioWorklet.addModule(url),
    WebTransport: (url) => new WebTransport(url.replace('http:', 'https:')).ready,
    STUN: (_url, { host }) => rtc(`stun:${host}`),
    'TURN over UDP': (_url, { host }) => rtc(`turn:${host}`),
    'TURN over TCP': (_url, { host }) => rtc(`turn:${host}?transport=tcp`),
    'TURN over TLS': (_url, { host }) => rtc(`turns:${host}?transport=tcp`),
    iframe: (src) => inBody('iframe', { src }),
    'iframe srcdoc': (url) => inBody('iframe', { srcdoc: `<img src="${url}">` }),
    'iframe data:': (url) => inBody('iframe', { src: `data:text/html,<img src="${url}">` }),
    'sandboxed iframe': (url) =>
      inBody('iframe', { sandbox: 'allow-scripts', srcdoc: `<script src="${url}"></script>` }),
    'STUN in a frame': (_url, { host }) => rtcInFrame(`stun:${host}`, document.body),
    'TURN over TCP in a frame': (_url, { host }) =>
      rtcInFrame(`turn:${host}?transport=tcp`, document.body),
    'TURN over TCP in a hidden frame': (_url, { host }) => {
      const template = document.createElement('div');
      document.body.append(template);
      return rtcInFrame(`turn:${host}?transport=tcp`, template.attachShadow({ mode: 'closed' }));
    },
  };
  for (const { way, port, name } of targets) {
    const attempt = attempts[way];
    if (attempt === undefined) throw new Error(`Nobody knows how to try ${way}`);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `${name}:${port}`]) {
      try {
        // A refusal is what is hoped for, now or later.
        Promise.resolve(attempt(`http://${host}/record`, { host })).catch(() => undefined);
      } catch {
        // Refused at once.
      }
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 2_500));
}
