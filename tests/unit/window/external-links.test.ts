import { describe, expect, it } from 'vitest';
import { externalLink } from '../../../electron/window/external-links.ts';

const allowed = ['digital.nhs.uk'];

describe('links to the outside', () => {
  it('passes an allowed https address on', () => {
    expect(externalLink('https://digital.nhs.uk/services?a=b', allowed)).toBe(
      'https://digital.nhs.uk/services?a=b',
    );
  });

  it.each([
    'http://digital.nhs.uk/',
    'https://digital.nhs.uk.attacker.example/',
    'https://attacker.example/digital.nhs.uk',
    'https://user:secret@digital.nhs.uk/',
    'https://digital.nhs.uk:8443/',
    'https://xdigital.nhs.uk/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-msdt:/id',
    'smb://digital.nhs.uk/share',
    'app://caredesk/',
    '',
    'digital.nhs.uk',
  ])('refuses %s', (address) => {
    expect(externalLink(address, allowed)).toBeNull();
  });
});
