import { PackagingError } from './packaging-error.ts';

/** Beside the project file: what the MSI puts into `resources/install-channel`. */
export const msiChannelFile = 'install-channel.txt';

const eventSourceKey = 'SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\CareDesk';

/**
 * Owner Administrators, nothing inherited; System and Administrators all, Users read and execute
 * (Windows security descriptor definition language).
 */
const machineFolderRights = 'O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)';

/** Component GUIDs never change: Windows Installer counts what shares them. */
function components(resourcesFolder: string): string {
  return `
      <Component Id="CareDeskChannel" Guid="C903609B-D7AD-476B-A7DF-4333635D81E1">
        <RegistryValue Root="HKLM" Key="Software\\CareDesk" Name="installChannel" Type="string" Value="msi" KeyPath="yes"/>
      </Component>
      <Component Id="CareDeskEventSource" Guid="1161E3C7-7E08-4828-BA3B-18135C7DD48A">
        <RegistryValue Root="HKLM" Key="${eventSourceKey}" Name="EventMessageFile" Type="expandable" Value="%SystemRoot%\\System32\\EventCreate.exe" KeyPath="yes"/>
        <RegistryValue Root="HKLM" Key="${eventSourceKey}" Name="TypesSupported" Type="integer" Value="7"/>
      </Component>
      <Component Id="CareDeskChannelFile" Directory="${resourcesFolder}" Guid="6EAA2C5B-D9CE-47A7-A7D2-70AE23A71E31">
        <File Id="installChannel" Name="install-channel" Source="${msiChannelFile}" KeyPath="yes"/>
      </Component>
      <Component Id="CareDeskMachineFolder" Directory="CareDeskData" Guid="175E38EA-734C-46B8-9C0D-C0D80904A41B" KeyPath="yes" Permanent="yes">
        <CreateFolder>
          <PermissionEx Sddl="${machineFolderRights}"/>
        </CreateFolder>
      </Component>
    `;
}

const machineFolder = `
      <Directory Id="CommonAppDataFolder">
        <Directory Id="CareDeskData" Name="CareDesk"/>
      </Directory>
    `;

/** Two installations side by side would be updated by two hands. */
const refuseBesideNsis = `
    <Property Id="CAREDESKCHANNEL">
      <RegistrySearch Id="caredeskChannel" Root="HKLM" Key="Software\\CareDesk" Name="installChannel" Type="raw"/>
    </Property>
    <Condition Message="CareDesk is installed here with its setup program. Remove that first: its settings stay."><![CDATA[Installed OR CAREDESKCHANNEL <> "nsis-machine"]]></Condition>
  `;

/** `msiexec /x … REMOVEDATA=1`, and never when a newer version takes this one's place. */
const removeUserData = `
    <Property Id="REMOVEDATA" Secure="yes"/>
    <CustomAction Id="removeUserData" FileKey="mainExecutable" ExeCommand="--remove-user-data" Execute="deferred" Impersonate="yes" Return="ignore"/>
    <InstallExecuteSequence>
      <Custom Action="removeUserData" Before="RemoveFiles">REMOVEDATA = 1 AND REMOVE = "ALL" AND NOT UPGRADINGPRODUCTCODE</Custom>
    </InstallExecuteSequence>
  `;

/**
 * Adds what CareDesk needs to the WiX project that electron-builder made: install channel, Event
 * Log source, the protected folder of the machine policy, and removal of a person's data by choice.
 * `msiChannelFile` must lie beside the project.
 *
 * @throws PackagingError MSI_PROJECT_UNKNOWN when the project does not look as expected
 */
export function extendMsiProject(project: string): string {
  const resources = /<Directory Id="([^"]+)" Name="APPLICATIONFOLDER:\\resources\\"\/>/.exec(
    project,
  );
  if (resources?.[1] === undefined) {
    throw new PackagingError('MSI_PROJECT_UNKNOWN', 'The MSI project has no resources folder.');
  }
  const withComponents = insertBefore(project, '</ComponentGroup>', components(resources[1]));
  const withFolder = insertBefore(
    withComponents,
    '<Directory Id="ProgramFiles64Folder">',
    machineFolder.trimStart(),
  );
  return insertBefore(
    withFolder,
    '<!-- Files -->',
    `${refuseBesideNsis.trim()}\n    ${removeUserData.trimStart()}`,
  );
}

function insertBefore(text: string, anchor: string, addition: string): string {
  const at = text.indexOf(anchor);
  if (at < 0 || text.indexOf(anchor, at + 1) >= 0) {
    throw new PackagingError(
      'MSI_PROJECT_UNKNOWN',
      `The MSI project should have “${anchor}” exactly once.`,
    );
  }
  return text.slice(0, at) + addition + text.slice(at);
}
