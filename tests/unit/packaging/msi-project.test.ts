import { describe, expect, it } from 'vitest';
import { extendMsiProject } from '../../../build/packaging/msi-project.ts';

const project = `<Wix>
    <MajorUpgrade AllowSameVersionUpgrades="yes" DowngradeErrorMessage="newer"/>
    <!-- Files -->
    <Directory Id="dAbc" Name="APPLICATIONFOLDER:\\resources\\"/>
    <ComponentGroup Id="ProductComponents">
    </ComponentGroup>
</Wix>`;

describe('extending the project of the MSI', () => {
  it('puts the install channel beside the archive, wherever electron-builder put that', () => {
    expect(extendMsiProject(project)).toContain(
      '<Component Id="CareDeskChannelFile" Directory="dAbc"',
    );
  });

  it.each([
    ['no resources folder', project.replace('\\resources\\', '\\other\\')],
    ['no component group', project.replace('</ComponentGroup>', '')],
    ['two component groups', project.replace('</ComponentGroup>', '</ComponentGroup>'.repeat(2))],
    ['another way to upgrade', project.replace('AllowSameVersionUpgrades', 'AllowDowngrades')],
    ['no place for properties', project.replace('<!-- Files -->', '')],
  ])('refuses a project with %s: electron-builder’s template has changed', (_case, changed) => {
    expect(() => extendMsiProject(changed)).toThrow(
      expect.objectContaining({ code: 'MSI_PROJECT_UNKNOWN' }),
    );
  });
});
