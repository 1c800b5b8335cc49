import { expect, test } from 'vitest';
import { commonNameOf } from '../../../electron/updates/distinguished-name.ts';

test.each([
  ['CN=A Supplier Ltd', 'A Supplier Ltd'],
  ['C=GB, S=Leeds, O=X, CN=A Supplier Ltd', 'A Supplier Ltd'],
  ['cn = A Supplier Ltd , C=GB', 'A Supplier Ltd'],
  ['CN="Supplier, A", C=GB', 'Supplier, A'],
  ['CN="The ""Best"" Ltd", C=GB', 'The "Best" Ltd'],
  ['CN=Supplier\\, A, C=GB', 'Supplier, A'],
  ['CN=Z\\C3\\BCrich AG', 'Zürich AG'],
  ['CN=Zürich AG', 'Zürich AG'],
  ['CN=A + OU=B, C=GB', 'A'],
  ['1.3.6.1.4.1.311.60.2.1.3=GB, SERIALNUMBER=1234, CN=A', 'A'],
  ['O="CN=Evil", CN=A', 'A'],
])('the common name in %s is %s', (subject, name) => {
  expect(commonNameOf(subject)).toBe(name);
});

test.each([
  '',
  'A Supplier Ltd',
  'O=A Supplier Ltd',
  'CN=A, CN=B',
  'CN=A, ',
  'CN="A',
  'CN="A" B',
  'CN=A\\',
  'CN=A\\x',
  'CN=A, nonsense',
])('there is no common name to be sure of in %s', (subject) => {
  expect(commonNameOf(subject)).toBeNull();
});
