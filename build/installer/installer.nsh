# What CareDesk's installer does besides electron-builder's own script, which calls these macros.
# docs/windows-checklist.md lists every registry write, and a test compares the two.
# docs/installing.md documents the switches and exit codes.

!define CAREDESK_KEY "Software\CareDesk"
!define CAREDESK_EVENT_SOURCE_KEY "SYSTEM\CurrentControlSet\Services\EventLog\Application\CareDesk"

# Exit codes as Windows Installer and Intune know them.
!define EXIT_INVALID_PARAMETER 87
!define EXIT_ELEVATION_REQUIRED 740
!define EXIT_IN_USE 1618
!define EXIT_PROCESSOR_UNSUPPORTED 1633
!define EXIT_OTHER_INSTALLATION 1638
# Ours: removed, but not all of a person's data; an update that would be a step back.
!define EXIT_DATA_LEFT 3
!define EXIT_OLDER 4

# electron-builder's script knows "Program Files" by this name alone, and would put an installer for
# ARM64 only into "Program Files (x86)". The package is stored once all the same.
!ifdef APP_ARM64
  !ifndef APP_64
    !define CAREDESK_ARM64_ONLY
    !define APP_64 "${APP_ARM64}"
  !endif
!endif

!ifndef BUILD_UNINSTALLER
  !include "${__FILEDIR__}/machine-folder.nsh"
  !include "${__FILEDIR__}/version-order.nsh"
!endif

# CareDesk closed itself for its update, so whoever agreed to it would sit before nothing. Started as
# after an installation: by the person's desktop, not elevated.
!macro startInstalledAgain
  ${If} ${isUpdated}
  ${AndIf} ${isForceRun}
  ${AndIf} ${FileExists} "$INSTDIR\${APP_EXECUTABLE_FILENAME}"
    ${StdUtils.ExecShellAsUser} $R0 "$INSTDIR\${APP_EXECUTABLE_FILENAME}" "open" ""
  ${EndIf}
!macroend

# Ends without having installed anything.
!macro leave CODE
  SetErrorLevel ${CODE}
  !ifndef BUILD_UNINSTALLER
    !insertmacro startInstalledAgain
  !endif
  Quit
!macroend

!macro refuse CODE WORDS
  MessageBox MB_OK|MB_ICONSTOP "${WORDS}" /SD IDOK
  !insertmacro leave ${CODE}
!macroend

# Sets $R9 to 1 when CareDesk runs from $INSTDIR in anybody's session: Windows lets nobody write to
# a program that runs. electron-builder would ask PowerShell, which clinics block, and would end
# CareDesk with a record open.
!macro findWhetherInUse
  StrCpy $R9 0
  ${If} ${FileExists} "$INSTDIR\${APP_EXECUTABLE_FILENAME}"
    # GENERIC_WRITE, sharing everything, OPEN_EXISTING.
    System::Call 'kernel32::CreateFile(t "$INSTDIR\${APP_EXECUTABLE_FILENAME}", i 0x40000000, i 7, p 0, i 3, i 0, p 0) i.R8 ?e'
    Pop $R7
    ${If} $R8 != -1
      System::Call 'kernel32::CloseHandle(i R8)'
    ${ElseIf} $R7 == 32 # ERROR_SHARING_VIOLATION
      StrCpy $R9 1
    ${EndIf}
  ${EndIf}
!macroend

# Waits for CareDesk to be closed and never closes it. After its own update request it has half a
# minute to leave; anybody else who is silent is told to come back later. The uninstaller does not
# wait: every installation tells it that it is an update, up to five times, and has waited itself.
!macro customCheckAppRunning
  StrCpy $R6 0
  ${Do}
    !insertmacro findWhetherInUse
    ${If} $R9 == 0
      ${ExitDo}
    ${EndIf}
    !ifndef BUILD_UNINSTALLER
      ${If} ${isUpdated}
      ${AndIf} $R6 < 60
        Sleep 500
        IntOp $R6 $R6 + 1
        ${Continue}
      ${EndIf}
    !endif
    ${If} ${Silent}
      !insertmacro leave ${EXIT_IN_USE}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${PRODUCT_NAME} is open on this PC, perhaps in another person's session. Close it, then choose Retry." IDRETRY +3
    SetErrorLevel 1
    Quit
  ${Loop}
!macroend

!ifndef BUILD_UNINSTALLER
  Var careDeskPolicyFile

  !macro customInit
    ${If} ${isForAllUsers}
    ${AndIf} ${isForCurrentUser}
      !insertmacro refuse ${EXIT_INVALID_PARAMETER} "Give either /allusers or /currentuser."
    ${EndIf}

    !ifdef CAREDESK_ARM64_ONLY
      ${IfNot} ${IsNativeARM64}
        !insertmacro refuse ${EXIT_PROCESSOR_UNSUPPORTED} "This installer is for PCs with an ARM64 processor."
      ${EndIf}
    !endif

    # Two installations side by side would be updated by two hands.
    ReadRegStr $R0 HKLM "${CAREDESK_KEY}" "installChannel"
    ${If} $R0 == "msi"
      !insertmacro refuse ${EXIT_OTHER_INSTALLATION} "${PRODUCT_NAME} is installed here by your organisation (MSI). It looks after the updates too."
    ${EndIf}

    # What electron-builder's script does when it installs silently and finds an installation for
    # everybody; here already, because what follows depends on it.
    ${If} ${Silent}
    ${AndIf} $hasPerMachineInstallation == "1"
      ${If} ${UAC_IsAdmin}
        !insertmacro setInstallModePerAllUsers
      ${ElseIfNot} ${isUpdated}
        # It would ask for an administrator, which nobody may see, or end with code 0 and nothing
        # installed.
        SetErrorLevel ${EXIT_ELEVATION_REQUIRED}
        Quit
      ${ElseIf} $hasPerUserInstallation == "1"
        # CareDesk starts the update of an installation for everybody elevated, so this one is the
        # update of the person's own, beside it.
        StrCpy $hasPerMachineInstallation "0"
        !insertmacro setInstallModePerUser
      ${EndIf}
    ${EndIf}

    # While Windows asks for an administrator, what the updater checked lies where the person's
    # programs can write. Whatever they put there is signed by us, or they would not be asked for
    # us; but it could be an older version with a mistake that is known by now.
    ${If} ${isUpdated}
      StrCpy $0 "${VERSION}"
      ReadRegStr $1 SHELL_CONTEXT "${UNINSTALL_REGISTRY_KEY}" "DisplayVersion"
      Call compareVersions
      ${If} $2 < 2
        !insertmacro refuse ${EXIT_OLDER} "This update of ${PRODUCT_NAME} has version ${VERSION}, which is not known to be as new as the version installed."
      ${EndIf}
    ${EndIf}

    StrCpy $careDeskPolicyFile ""
    ${GetParameters} $R0
    ClearErrors
    ${GetOptions} $R0 "/POLICY=" $careDeskPolicyFile
    ${IfNot} ${Errors}
      # The folder that a name without one means changes soon, and is another one when elevated.
      ${If} $careDeskPolicyFile != ""
      ${AndIf} ${FileExists} "$EXEDIR\$careDeskPolicyFile"
        StrCpy $careDeskPolicyFile "$EXEDIR\$careDeskPolicyFile"
      ${ElseIf} ${FileExists} "$careDeskPolicyFile"
        GetFullPathName $careDeskPolicyFile "$careDeskPolicyFile"
      ${Else}
        !insertmacro refuse ${EXIT_INVALID_PARAMETER} "The policy file that /POLICY= names cannot be found."
      ${EndIf}
      ${If} ${Silent}
      ${AndIf} $installMode != "all"
        !insertmacro refuse ${EXIT_INVALID_PARAMETER} "/POLICY= needs /allusers: a policy is for the whole PC."
      ${EndIf}
    ${EndIf}
  !macroend

  # The folder of the machine policy. What administrators put there stays.
  !macro prepareMachineFolder
    Call protectMachineFolder
    ${If} $machineFault != ""
      !insertmacro refuse 2 "$machineFault"
    ${EndIf}
    ${If} $careDeskPolicyFile != ""
      # Replaces nothing.
      System::Call 'kernel32::CopyFile(t "$careDeskPolicyFile", t "${MACHINE_FOLDER}\policy.json", i 1) i.R0 ?e'
      Pop $R1
      ${If} $R0 == 0
      ${AndIf} $R1 != 80 # ERROR_FILE_EXISTS
        !insertmacro refuse 2 "The policy file cannot be copied."
      ${EndIf}
    ${EndIf}
  !macroend

  # A section before electron-builder's own, for all that may still refuse: nothing has been touched
  # yet. It also runs in the elevated instance that an interactive installation for everybody starts,
  # where electron-builder's section does not look whether CareDesk is open.
  !macro customHeader
    Section "-prepare"
      ${If} $installMode != "all"
        !insertmacro customCheckAppRunning
      ${ElseIf} ${UAC_IsAdmin} # If not, there is an elevated instance to come.
        !insertmacro customCheckAppRunning
        !insertmacro prepareMachineFolder
      ${EndIf}
    SectionEnd
  !macroend

  !macro customInstall
    ${If} $installMode == "all"
      StrCpy $R0 "nsis-machine"
      WriteRegExpandStr HKLM "${CAREDESK_EVENT_SOURCE_KEY}" "EventMessageFile" "%SystemRoot%\System32\EventCreate.exe"
      WriteRegDWORD HKLM "${CAREDESK_EVENT_SOURCE_KEY}" "TypesSupported" 7
    ${Else}
      StrCpy $R0 "nsis-user"
    ${EndIf}
    WriteRegStr SHELL_CONTEXT "${CAREDESK_KEY}" "installChannel" "$R0"
    FileOpen $R1 "$INSTDIR\resources\install-channel" w
    FileWrite $R1 "$R0"
    FileClose $R1
  !macroend

  # The version before this one refused to go: nothing is installed over it. One whose uninstaller is
  # gone is installed over, which repairs it.
  !macro refuseWhenNotReplaced
    ${IfNot} ${Errors}
    ${AndIf} $R0 != 0
      !insertmacro refuse $R0 "The installed version of ${PRODUCT_NAME} could not be replaced ($R0). It is still there."
    ${EndIf}
    ClearErrors
  !macroend
  !macro customUnInstallCheck
    !insertmacro refuseWhenNotReplaced
  !macroend
  !macro customUnInstallCheckCurrentUser
    !insertmacro refuseWhenNotReplaced
  !macroend
!endif

!ifdef BUILD_UNINSTALLER
  !macro removeUserData
    ClearErrors
    ExecWait '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" --remove-user-data' $R1
    ${If} ${Errors}
    ${OrIf} $R1 != 0
      SetErrorLevel ${EXIT_DATA_LEFT}
    ${EndIf}
    # Electron's files are the person's even when CareDesk is installed for all.
    SetShellVarContext current
    ClearErrors
    RMDir /r "$APPDATA\${PRODUCT_FILENAME}"
    ${If} ${Errors}
    ${AndIf} ${FileExists} "$APPDATA\${PRODUCT_FILENAME}\*.*"
      SetErrorLevel ${EXIT_DATA_LEFT}
    ${EndIf}
    ${If} $installMode == "all"
      SetShellVarContext all
    ${EndIf}
  !macroend

  !macro customUnInstall
    # An update uninstalls the old version first, and keeps everything.
    ${IfNot} ${isUpdated}
      ${GetParameters} $R0
      ClearErrors
      ${GetOptions} $R0 "/REMOVEDATA" $R1
      ${IfNot} ${Errors}
        !insertmacro removeUserData
      ${ElseIf} ${Cmd} `MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "Remove what ${PRODUCT_NAME} keeps for you on this PC as well: settings and saved sign-in?" /SD IDNO IDYES`
        !insertmacro removeUserData
      ${EndIf}

      SetShellVarContext current
      RMDir /r "$LOCALAPPDATA\${APP_PACKAGE_NAME}-updater"
      ${If} $installMode == "all"
        SetShellVarContext all
        DeleteRegKey HKLM "${CAREDESK_EVENT_SOURCE_KEY}"
      ${EndIf}
      DeleteRegValue SHELL_CONTEXT "${CAREDESK_KEY}" "installChannel"
      DeleteRegKey /ifempty SHELL_CONTEXT "${CAREDESK_KEY}"
    ${EndIf}
  !macroend
!endif
