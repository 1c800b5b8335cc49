# Makes C:\ProgramData\CareDesk a folder that administrators and the system alone can write to, and
# sets aside whatever anybody else may have put there: a policy decides where clinicians sign in.
# Shared by the setup program and by machine-folder.nsi, which the MSI runs.
#
# Anybody may create folders in ProgramData, links among them, and may go on changing things while
# this runs. So everything is opened once, as itself and not as what it links to, with nobody else
# able to write to it, rename or remove it meanwhile; it is judged, and its rights are set, through
# that very handle. icacls works by names and follows them.

!include LogicLib.nsh

# In the shell's folders of everybody: SetShellVarContext all.
!define MACHINE_FOLDER "$APPDATA\CareDesk"

# Owner Administrators, nothing inherited; System and Administrators all, Users read.
!define MACHINE_FOLDER_RIGHTS "O:BAG:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"
!define MACHINE_FILE_RIGHTS "O:BAG:BAD:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x1200a9;;;BU)"

# READ_CONTROL, WRITE_DAC, WRITE_OWNER, read attributes, read or list.
!define MACHINE_ITEM_ACCESS 0xE0081
# FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_OPEN_REPARSE_POINT.
!define MACHINE_ITEM_FLAGS 0x02200000
# Rights to change contents or rights, or to take something's place: write, append, delete,
# WRITE_DAC, WRITE_OWNER, GENERIC_WRITE, GENERIC_ALL.
!define MACHINE_WRITE_RIGHTS 0x500D0006
# Rights to change rights: WRITE_DAC, WRITE_OWNER, GENERIC_ALL. Whoever opened a folder with one of
# them keeps it.
!define MACHINE_CONTROL_RIGHTS 0x100C0000

Var machineItem
Var machineHandle
# "trusted", "untrusted" or "unreadable".
Var machineVerdict
# 1: a folder; what it holds has to be looked at too.
Var machineIsFolder
# Security descriptors.
Var machineFolderRights
Var machineFileRights
# How many things were set aside.
Var machineSetAside
# What went wrong, in words; empty while nothing did.
Var machineFault

# Sets $R1 to 1 when the SID at $R0 is the system's or Administrators'.
Function isAdministratorsSid
  # WinLocalSystemSid, WinBuiltinAdministratorsSid.
  System::Call 'advapi32::IsWellKnownSid(p R0, i 22) i.R1'
  ${If} $R1 == 0
    System::Call 'advapi32::IsWellKnownSid(p R0, i 26) i.R1'
  ${EndIf}
FunctionEnd

# Sets $R2 to 1 when the access control list at $R3 gives somebody else one of the rights in $7.
Function isOpenToOthers
  StrCpy $R2 1
  ${If} $R3 == 0
    Return # No list: everybody may do everything.
  ${EndIf}
  System::Call '*$R3(&i2, &i2, &i2 .R4)'
  StrCpy $R5 0
  ${While} $R5 < $R4
    System::Call 'advapi32::GetAce(p R3, i R5, *p .R6) i.R7'
    ${If} $R7 == 0
      Return
    ${EndIf}
    # Type, flags, size, rights; the SID follows.
    System::Call '*$R6(&i1 .R7, &i1 .R8, &i2, i .R9)'
    IntOp $R8 $R8 & 8 # INHERIT_ONLY_ACE
    IntOp $R9 $R9 & $7
    ${If} $R7 > 1 # Neither a plain “allow” nor a plain “deny”.
      Return
    ${EndIf}
    ${If} $R7 == 0
    ${AndIf} $R8 == 0
    ${AndIf} $R9 <> 0
      IntOp $R0 $R6 + 8
      Call isAdministratorsSid
      ${If} $R1 == 0
        Return
      ${EndIf}
    ${EndIf}
    IntOp $R5 $R5 + 1
  ${EndWhile}
  StrCpy $R2 0
FunctionEnd

# Opens $machineItem and judges it. The handle stays open unless it is -1.
# A file is trusted when it belongs to Administrators or the system, only they can write to it and it
# has no second name; a folder when it belongs to them and only they can change its rights, since
# ProgramData hands down to the folders in it that everybody may add something; a link never.
Function judgeMachineItem
  StrCpy $machineVerdict "unreadable"
  StrCpy $machineIsFolder 0
  StrCpy $0 0
  ${Do}
    # Share reading alone.
    System::Call 'kernel32::CreateFile(t "$machineItem", i ${MACHINE_ITEM_ACCESS}, i 1, p 0, i 3, i ${MACHINE_ITEM_FLAGS}, p 0) i.r1 ?e'
    Pop $2
    IntOp $0 $0 + 1
    ${If} $1 != -1
    ${OrIf} $2 != 32 # ERROR_SHARING_VIOLATION: somebody is writing just now.
    ${OrIf} $0 >= 10
      ${ExitDo}
    ${EndIf}
    Sleep 300
  ${Loop}
  StrCpy $machineHandle $1
  ${If} $1 == -1
    Return
  ${EndIf}
  # BY_HANDLE_FILE_INFORMATION: attributes, three times, volume, size, links, index.
  System::Call '*(&i52) p.r0'
  System::Call 'kernel32::GetFileInformationByHandle(p r1, p r0) i.r2'
  System::Call '*$0(i .r3, i, i, i, i, i, i, i, i, i, i .r4)'
  System::Free $0
  ${If} $2 == 0
    Return
  ${EndIf}
  # SE_FILE_OBJECT; owner and access control list.
  System::Call 'advapi32::GetSecurityInfo(p r1, i 1, i 5, *p .R0, p 0, *p .R3, p 0, *p .r5) i.r2'
  ${If} $2 != 0
    Return
  ${EndIf}
  StrCpy $machineVerdict "untrusted"
  IntOp $6 $3 & 0x400 # FILE_ATTRIBUTE_REPARSE_POINT
  IntOp $7 $3 & 0x10 # FILE_ATTRIBUTE_DIRECTORY
  ${If} $7 <> 0
    StrCpy $machineIsFolder 1
    StrCpy $4 1 # Folders have no second names.
    StrCpy $7 ${MACHINE_CONTROL_RIGHTS}
  ${Else}
    StrCpy $7 ${MACHINE_WRITE_RIGHTS}
  ${EndIf}
  Call isAdministratorsSid
  ${If} $6 == 0
  ${AndIf} $4 == 1
  ${AndIf} $R1 != 0
    Call isOpenToOthers
    ${If} $R2 == 0
      StrCpy $machineVerdict "trusted"
    ${EndIf}
  ${EndIf}
  System::Call 'kernel32::LocalFree(p r5)'
FunctionEnd

Function closeMachineItem
  ${If} $machineHandle != -1
    System::Call 'kernel32::CloseHandle(p $machineHandle)'
    StrCpy $machineHandle -1
  ${EndIf}
FunctionEnd

# Gives the open $machineItem the rights it should have, and looks whether it has them.
Function protectMachineItem
  StrCpy $0 $machineFileRights
  ${If} $machineIsFolder == 1
    StrCpy $0 $machineFolderRights
  ${EndIf}
  # Owner, group and access control list; of this alone, and not of what it holds.
  System::Call 'advapi32::SetKernelObjectSecurity(p $machineHandle, i 7, p r0) i.r1'
  StrCpy $R2 1
  ${If} $1 != 0
    System::Call 'advapi32::GetSecurityInfo(p $machineHandle, i 1, i 5, *p .R0, p 0, *p .R3, p 0, *p .r5) i.r2'
    ${If} $2 == 0
      Call isAdministratorsSid
      ${If} $R1 != 0
        StrCpy $7 ${MACHINE_WRITE_RIGHTS}
        Call isOpenToOthers
      ${EndIf}
      System::Call 'kernel32::LocalFree(p r5)'
    ${EndIf}
  ${EndIf}
  ${If} $R2 != 0
    StrCpy $machineFault "$machineItem cannot be protected against changes by others."
  ${EndIf}
FunctionEnd

# Renames $machineItem to the first free name that begins with the one on the stack; a link itself is
# renamed. The new name lies beside the folder, so looking through the folder comes to an end.
Function setMachineItemAside
  Pop $0
  StrCpy $1 1
  ${Do}
    StrCpy $2 $0
    ${If} $1 > 1
      StrCpy $2 "$0-$1"
    ${EndIf}
    # Replaces nothing.
    System::Call 'kernel32::MoveFile(t "$machineItem", t r2) i.r3'
    ${If} $3 != 0
      IntOp $machineSetAside $machineSetAside + 1
      Return
    ${EndIf}
    System::Call 'kernel32::GetFileAttributes(t r2) i.r4'
    ${If} $4 == -1 # The name is free: something else is the matter.
      ${ExitDo}
    ${EndIf}
    IntOp $1 $1 + 1
  ${LoopUntil} $1 > 10000
  StrCpy $machineFault "$machineItem was not made by an administrator and cannot be set aside. Remove it, then try again."
FunctionEnd

# Protects what is in the folder on the stack, or sets it aside.
Function protectMachineItemsIn
  Exch $8
  Push $9
  ClearErrors
  FindFirst $9 $R9 "$8\*.*"
  ${If} ${Errors} # Even an empty folder holds “.”.
    StrCpy $machineFault "$8 cannot be read."
  ${EndIf}
  ${While} $machineFault == ""
    ${If} $R9 == ""
      ${ExitWhile}
    ${EndIf}
    ${If} $R9 != "."
    ${AndIf} $R9 != ".."
      StrCpy $machineItem "$8\$R9"
      Push $R9
      Call judgeMachineItem
      ${If} $machineVerdict == "trusted"
        Call protectMachineItem
      ${ElseIf} $machineVerdict == "unreadable"
        StrCpy $machineFault "$machineItem cannot be opened. Close what uses it, then try again."
      ${EndIf}
      Call closeMachineItem
      Pop $R9
      ${If} $machineVerdict == "untrusted"
        StrCpy $0 $R9 100
        Push "${MACHINE_FOLDER}.untrusted-$0"
        Call setMachineItemAside
      ${ElseIf} $machineFault == ""
      ${AndIf} $machineIsFolder == 1
        Push $machineItem
        Call protectMachineItemsIn
      ${EndIf}
    ${EndIf}
    FindNext $9 $R9
  ${EndWhile}
  FindClose $9
  Pop $9
  Pop $8
FunctionEnd

# Makes the folder, or protects the one that is there, and leaves it open in $machineHandle.
Function takeMachineFolder
  # SECURITY_ATTRIBUTES: a new folder is never, not even for a moment, anybody's to write to.
  System::Call '*(i 12, p $machineFolderRights, i 0) p.r8'
  StrCpy $9 1
  ${Do}
    StrCpy $machineItem "${MACHINE_FOLDER}"
    System::Call 'kernel32::CreateDirectory(t "$machineItem", p r8)'
    Call judgeMachineItem
    ${If} $machineVerdict == "trusted"
    ${AndIf} $machineIsFolder == 1
      ${ExitDo}
    ${EndIf}
    Call closeMachineItem
    ${If} $machineVerdict == "unreadable"
    ${OrIf} $9 > 20 # Somebody makes it again and again.
      StrCpy $machineFault "$machineItem cannot be opened. Close what uses it, then try again."
      ${ExitDo}
    ${EndIf}
    Push "${MACHINE_FOLDER}.untrusted"
    Call setMachineItemAside
    IntOp $9 $9 + 1
  ${LoopUntil} $machineFault != ""
  System::Free $8
  ${If} $machineFault == ""
    Call protectMachineItem
  ${EndIf}
FunctionEnd

# Leaves $machineFault empty when the folder is there and safe.
Function protectMachineFolder
  StrCpy $machineFault ""
  StrCpy $machineHandle -1
  # SeBackupPrivilege, SeRestorePrivilege: whatever rights somebody left on their things.
  System::Call 'ntdll::RtlAdjustPrivilege(i 17, i 1, i 0, *i .r0) i.r2'
  System::Call 'ntdll::RtlAdjustPrivilege(i 18, i 1, i 0, *i .r1) i.r3'
  ${If} $2 != 0
  ${OrIf} $3 != 0
    StrCpy $machineFault "${MACHINE_FOLDER} can only be protected by an administrator."
    Return
  ${EndIf}
  Push $0
  Push $1
  System::Call 'advapi32::ConvertStringSecurityDescriptorToSecurityDescriptor(t "${MACHINE_FOLDER_RIGHTS}", i 1, *p .r4, p 0) i.r2'
  System::Call 'advapi32::ConvertStringSecurityDescriptorToSecurityDescriptor(t "${MACHINE_FILE_RIGHTS}", i 1, *p .r5, p 0) i.r3'
  StrCpy $machineFolderRights $4
  StrCpy $machineFileRights $5
  ${If} $2 == 0
  ${OrIf} $3 == 0
    StrCpy $machineFault "${MACHINE_FOLDER} cannot be protected: Windows does not know the rights to set."
  ${Else}
    Call takeMachineFolder
    Push $machineHandle # Open to the end, so that its name keeps meaning it.
    ${While} $machineFault == ""
      StrCpy $machineSetAside 0
      Push "${MACHINE_FOLDER}"
      Call protectMachineItemsIn
      # What was renamed meanwhile may have made Windows pass over something.
      ${If} $machineSetAside == 0
        ${ExitWhile}
      ${EndIf}
    ${EndWhile}
    Pop $machineHandle
    Call closeMachineItem
    System::Call 'kernel32::LocalFree(p $machineFolderRights)'
    System::Call 'kernel32::LocalFree(p $machineFileRights)'
  ${EndIf}
  Pop $1
  Pop $0
  System::Call 'ntdll::RtlAdjustPrivilege(i 17, i r0, i 0, *i .r2)'
  System::Call 'ntdll::RtlAdjustPrivilege(i 18, i r1, i 0, *i .r2)'
FunctionEnd
