import { describe, expect, test } from 'vitest';
import { confidentialityOf } from '../../../electron/contract/confidentiality.ts';

const system = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const labelled = (...security: unknown[]) => ({ resourceType: 'Patient', meta: { security } });

test.each([
  ['unrestricted', { system, code: 'U' }],
  ['unrestricted', { code: 'U' }],
  ['unrestricted', { system: 'https://www.hl7.org/fhir/valueset-security-labels.html', code: 'U' }],
  ['restricted', { system, code: 'R' }],
  ['restricted', { system, code: 'V' }],
  ['restricted', { system, code: 'REDACTED' }],
  ['not-known', { system, code: 'N' }],
  ['not-known', { system, code: 'u' }],
  ['not-known', { system, code: 'toString' }],
  ['not-known', { system }],
  ['not-known', { system: 'https://example.org/labels', code: 'U' }],
  ['not-known', { system: null, code: 'U' }],
  ['not-known', { system, code: ['U'] }],
  ['not-known', 'U'],
  ['not-known', null],
])('%s by one label: %j', (expected, label) => {
  expect(confidentialityOf(labelled(label))).toBe(expected);
});

describe('of several labels the strictest decides, in any order', () => {
  const u = { system, code: 'U' };
  const r = { system, code: 'R' };
  const unknown = { system, code: 'X' };
  test.each([
    ['restricted', [u, r]],
    ['restricted', [r, u]],
    ['restricted', [unknown, u, r]],
    ['not-known', [u, unknown]],
    ['not-known', [u, null]],
    ['unrestricted', [u, u]],
  ])('%s: %j', (expected, labels) => {
    expect(confidentialityOf(labelled(...labels))).toBe(expected);
  });
});

test.each([
  [null],
  ['U'],
  [[]],
  [{}],
  [{ meta: null }],
  [{ meta: 'U' }],
  [{ meta: {} }],
  [{ meta: { security: [] } }],
  [{ meta: { security: null } }],
  [{ meta: { security: { system, code: 'U' } } }],
  [{ security: [{ system, code: 'U' }] }],
  [Object.create({ meta: { security: [{ code: 'U' }] } })],
])('is not known where nothing is said: %j', (resource) => {
  expect(confidentialityOf(resource)).toBe('not-known');
});
