import { describe, expect, it } from 'vitest';
import { externalLinks } from '../../../electron/contract/external-links.ts';
import { externalLink } from '../../../electron/window/external-links.ts';

const links = [
  'https://digital.nhs.uk/services/care-identity-service',
  'https://elsewhere.example/',
  'https://digital.nhs.uk:8443/',
  'http://digital.nhs.uk/',
];
const allowed = ['digital.nhs.uk'];

describe('links to the outside', () => {
  it('opens CareDesk’s own link to a host the policy allows', () => {
    expect(externalLink(links[0] ?? '', links, allowed)).toBe(links[0]);
  });

  it('are written as the URL parser writes them, so that the page’s links are found', () => {
    for (const link of Object.values(externalLinks)) expect(new URL(link).href).toBe(link);
  });

  it.each([
    'https://elsewhere.example/',
    'https://digital.nhs.uk:8443/',
    'http://digital.nhs.uk/',
    'https://digital.nhs.uk/',
    'https://digital.nhs.uk/services/care-identity-service/9990100136',
    'https://digital.nhs.uk/services/care-identity-service?patient=9990100136',
    'https://digital.nhs.uk/services/care-identity-service?',
    'https://digital.nhs.uk/services/care-identity-service#9990100136',
    'https://user:secret@digital.nhs.uk/services/care-identity-service',
    'https://digital.nhs.uk.attacker.example/services/care-identity-service',
    'HTTPS://digital.nhs.uk/services/care-identity-service',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-msdt:/id',
    'smb://digital.nhs.uk/share',
    'app://caredesk/',
    '',
  ])('refuses %s', (address) => {
    expect(externalLink(address, links, allowed)).toBeNull();
  });
});
