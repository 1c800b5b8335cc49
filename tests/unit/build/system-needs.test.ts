import { describe, expect, it } from 'vitest';
import {
  desktopNeeds,
  headlessNeeds,
  packagesFor,
  type SystemView,
  unmetNeeds,
} from '../../../build/system-needs.ts';

const bare: SystemView = {
  hasCommand: () => false,
  hasLibrary: () => false,
  hasFile: () => false,
};

describe('what the system must have', () => {
  it('is all missing on a bare machine, and nothing on a complete one', () => {
    const complete = { hasCommand: () => true, hasLibrary: () => true, hasFile: () => true };
    expect(unmetNeeds(headlessNeeds, bare)).toEqual(headlessNeeds);
    expect(unmetNeeds(headlessNeeds, complete)).toEqual([]);
  });

  it('is met by any one of several browsers', () => {
    const withChrome = { ...bare, hasCommand: (name: string) => name === 'google-chrome' };
    const missing = packagesFor(unmetNeeds(headlessNeeds, withChrome), () => false);
    expect(missing).not.toContain('chromium');
    expect(missing).toContain('xvfb');
  });

  it('asks a desktop for no display, browser or keyring of ours', () => {
    const names = packagesFor(unmetNeeds(desktopNeeds, bare), () => false);
    expect(names).toContain('libsecret-1-0');
    expect(names).not.toContain('xvfb');
    expect(names).not.toContain('gnome-keyring');
  });

  it('uses the name this release of the distribution knows', () => {
    const needs = unmetNeeds(desktopNeeds, bare);
    const onNewUbuntu = packagesFor(needs, (name) => name.endsWith('t64'));
    const onDebian12 = packagesFor(needs, (name) => !name.endsWith('t64'));
    expect(onNewUbuntu).toContain('libgtk-3-0t64');
    expect(onNewUbuntu).not.toContain('libgtk-3-0');
    expect(onDebian12).toContain('libgtk-3-0');
    expect(onDebian12).not.toContain('libgtk-3-0t64');
  });

  it('names each package once', () => {
    const names = packagesFor(unmetNeeds(headlessNeeds, bare), (name) => name === 'dbus');
    expect(names.filter((name) => name === 'dbus')).toHaveLength(1);
  });
});
