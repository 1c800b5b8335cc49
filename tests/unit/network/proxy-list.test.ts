import { expect, it } from 'vitest';
import { proxyFrom } from '../../../electron/network/proxy-list.ts';

it.each([
  ['DIRECT', null],
  ['PROXY proxy.example:8080', 'proxy.example:8080'],
  ['PROXY first.example:8080; PROXY second.example:8080; DIRECT', 'first.example:8080'],
  ['HTTPS [fd00::1]:3128;DIRECT', '[fd00::1]:3128'],
  ['SOCKS5 socks.example:1080', 'socks.example:1080'],
  ['DIRECT; PROXY proxy.example:8080', null],
  ['', null],
  ['nonsense', null],
])('the proxy of %j is %j', (list, proxy) => {
  expect(proxyFrom(list)).toBe(proxy);
});
