import { PackagingError } from './packaging-error.ts';

/** Beside the project file: what the MSI puts into `resources/install-channel`. */
export const msiChannelFile = 'install-channel.txt';

const eventSourceKey = 'SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\CareDesk';

/** Beside the packed folder: what `machine-folder-program.ts` compiles, for the MSI to run as the system. */
export const machineFolderProgram = 'machine-folder.exe';

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
    `;
}

/**
 * Protects the folder of the machine policy, and sets aside what others than administrators put
 * there, before anything is installed. Windows Installer can set a folder's rights by itself, but it
 * cannot see who owns what is there already, and follows links. So the MSI runs the lines that the
 * setup program runs, as a program inside the MSI: nobody else can start it. Node has no access
 * control lists, so CareDesk itself cannot do this. It runs at every installation, upgrade and
 * repair; when it fails, nothing is installed.
 */
const protectMachineFolder = `
    <Binary Id="machineFolderProgram" SourceFile="$(var.appDir)\\..\\${machineFolderProgram}"/>
    <CustomAction Id="protectMachineFolder" BinaryKey="machineFolderProgram" ExeCommand="/S" Execute="deferred" Impersonate="no" Return="check"/>
    <InstallExecuteSequence>
      <Custom Action="protectMachineFolder" Before="InstallFiles">NOT (REMOVE = "ALL")</Custom>
    </InstallExecuteSequence>
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
 * `msiChannelFile` must lie beside the project, `machineFolderProgram` beside the packed folder.
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
  const withRollback = insertBefore(
    withComponents,
    ' AllowSameVersionUpgrades="yes" DowngradeErrorMessage=',
    ' Schedule="afterInstallInitialize"',
  );
  return insertBefore(
    withRollback,
    '<!-- Files -->',
    [refuseBesideNsis, protectMachineFolder, removeUserData]
      .map((part) => `${part.trim()}\n    `)
      .join(''),
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
