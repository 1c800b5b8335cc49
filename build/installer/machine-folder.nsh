# Makes C:\ProgramData\CareDesk a folder that administrators and the system alone can write to, and
# sets aside whatever anybody else may have put there: a policy decides where clinicians sign in.
# Shared by the setup program and by machine-folder.nsi, which the MSI runs.
#
# Anybody may create folders in ProgramData, links among them, and may go on changing things while
# this runs. So everything is opened once, as itself and not as what it links to, with nobody else
# able to write to it, rename or remove it meanwhile; it is judged, and its rights are set, through
# that very handle. icacls works by names and follows them.
#
# What somebody opened before, for changing its attributes alone, no share mode and no new rights take
# from them, and with that an empty folder can be made a link at any later time. A folder that holds
# something cannot. So each gets a file that stays in it, before its name is trusted to mean it.

!include LogicLib.nsh

# In the shell's folders of everybody: SetShellVarContext all.
!define MACHINE_FOLDER "$APPDATA\CareDesk"

# Owner Administrators, nothing inherited; System and Administrators all, Users read.
!define MACHINE_FOLDER_RIGHTS "O:BAG:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"
!define MACHINE_FILE_RIGHTS "O:BAG:BAD:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x1200a9;;;BU)"

# READ_CONTROL, WRITE_DAC, WRITE_OWNER, read attributes, read or list.
!define MACHINE_ITEM_ACCESS 0xE0081
# FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_OPEN_REPARSE_POINT; SECURITY_SQOS_PRESENT and
# SECURITY_IDENTIFICATION: where a name leads to somebody's pipe, they cannot act as who opens it.
!define MACHINE_ITEM_FLAGS 0x02310000
# The file that keeps a folder from becoming a link.
!define MACHINE_MARKER ".protected"
# As MACHINE_ITEM_ACCESS, and DELETE.
!define MACHINE_MARKER_ACCESS 0xF0081
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
# The name of the file that keeps a folder from becoming a link.
Var machineMarker
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

# Opens $machineItem with the access in $3; by the disposition in $5 it may be made, with the
# SECURITY_ATTRIBUTES at $4. Sets $machineHandle, and $2 to Windows' error code.
Function openMachineItem
  StrCpy $0 0
  ${Do}
    # Share reading alone.
    System::Call 'kernel32::CreateFile(t "$machineItem", i r3, i 1, p r4, i r5, i ${MACHINE_ITEM_FLAGS}, p 0) i.r1 ?e'
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
FunctionEnd

# Sets $3 to the attributes and $4 to the number of names of what is open in $1; $2 to 0 if it cannot.
Function readMachineItem
  # BY_HANDLE_FILE_INFORMATION: attributes, three times, volume, size, links, index.
  System::Call '*(&i52) p.r0'
  System::Call 'kernel32::GetFileInformationByHandle(p r1, p r0) i.r2'
  System::Call '*$0(i .r3, i, i, i, i, i, i, i, i, i, i .r4)'
  System::Free $0
FunctionEnd

# Judges what is open in $machineHandle.
# A file is trusted when it belongs to Administrators or the system, only they can write to it and it
# has no second name; a folder when it belongs to them and only they can change its rights, since
# ProgramData hands down to the folders in it that everybody may add something; a link never.
Function judgeOpenMachineItem
  StrCpy $machineVerdict "unreadable"
  StrCpy $machineIsFolder 0
  StrCpy $1 $machineHandle
  ${If} $1 == -1
    Return
  ${EndIf}
  Call readMachineItem
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

# Opens $machineItem and judges it. The handle stays open unless it is -1.
Function judgeMachineItem
  StrCpy $3 ${MACHINE_ITEM_ACCESS}
  StrCpy $4 0
  StrCpy $5 3 # OPEN_EXISTING
  Call openMachineItem
  Call judgeOpenMachineItem
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

# Sets $R0 to 1 when the open $machineItem is what the folder open in $9 has by the name
# $machineMarker, and that folder is no link.
Function isMarkerInFolder
  StrCpy $R0 0
  # The path without any link, "" when it is too long.
  System::Call 'kernel32::GetFinalPathNameByHandle(p r9, t .r0, i ${NSIS_MAX_STRLEN}, i 0)'
  System::Call 'kernel32::GetFinalPathNameByHandle(p $machineHandle, t .r1, i ${NSIS_MAX_STRLEN}, i 0)'
  StrCpy $0 "$0\$machineMarker"
  # By the numbers of the letters: to StrCmp, names that differ in an invisible letter are the same.
  System::Call 'kernel32::CompareStringOrdinal(w r0, i -1, w r1, i -1, i 0) i.r2'
  ${If} $2 != 2 # CSTR_EQUAL
    Return
  ${EndIf}
  StrCpy $1 $9
  Call readMachineItem
  IntOp $3 $3 & 0x400 # FILE_ATTRIBUTE_REPARSE_POINT
  ${If} $2 != 0
  ${AndIf} $3 == 0
    StrCpy $R0 1
  ${EndIf}
FunctionEnd

# Puts a file into the open and protected folder $machineItem, for good, so that its name keeps
# meaning it. Ours that is there already does as well; beside somebody else's, which may be removed by
# them, another one is made.
# The name may lead elsewhere until then, but nothing that is there is touched.
# A folder that takeMachineFolder has made is this safe from the start: it never gave anybody else the
# right to change its attributes, so nobody has it open for that.
Function keepMachineFolder
  Push $8
  Push $9
  StrCpy $8 $machineItem
  StrCpy $9 $machineHandle
  StrCpy $machineMarker "${MACHINE_MARKER}"
  ${Do}
    StrCpy $machineItem "$8\$machineMarker"
    # SECURITY_ATTRIBUTES: not for a moment anybody's to write to or to remove.
    System::Call '*(i 12, p $machineFileRights, i 0) p.r4'
    StrCpy $3 ${MACHINE_MARKER_ACCESS}
    StrCpy $5 1 # CREATE_NEW
    Call openMachineItem
    System::Free $4
    ${If} $machineHandle == -1
    ${AndIf} $2 == 80 # ERROR_FILE_EXISTS
      Call judgeMachineItem # Not to be removed, so whoever reads it is not in the way.
      StrCpy $R8 0
    ${Else}
      Call judgeOpenMachineItem
      StrCpy $R8 1 # Made just now.
    ${EndIf}
    ${If} $machineHandle == -1
      StrCpy $machineFault "$machineItem cannot be made or opened. Close what uses it, then try again."
      ${ExitDo}
    ${EndIf}
    Call isMarkerInFolder
    ${If} $R0 == 0
    ${AndIf} $R8 == 1
      StrCpy $machineFault "$8 was made a link to another folder while it was being protected. Remove it, then try again."
    ${ElseIf} $R0 == 1 # One that was there may have our name in other letters, and is not ours.
    ${AndIf} $machineVerdict == "trusted"
    ${AndIf} $machineIsFolder == 0
      ${ExitDo}
    ${ElseIf} $R8 == 1
      StrCpy $machineFault "$8 cannot be protected against changes by others."
    ${EndIf}
    ${If} $machineFault != ""
      # FileDispositionInfo: delete. What was there before is not open for that, and stays.
      System::Call '*(i 1) p.r0'
      System::Call 'kernel32::SetFileInformationByHandle(p $machineHandle, i 4, p r0, i 1)'
      System::Free $0
      ${ExitDo}
    ${EndIf}
    Call closeMachineItem
    StrCpy $machineMarker "$machineMarker-"
  ${Loop}
  Call closeMachineItem
  StrCpy $machineItem $8
  StrCpy $machineHandle $9
  Pop $9
  Pop $8
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

# Protects what is in the folder on the stack, or sets it aside. The folder is open and cannot become
# a link, and so are all above it: the names used here mean what is in it.
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
      Pop $R9
      ${If} $machineVerdict == "untrusted"
        Call closeMachineItem
        StrCpy $0 $R9 100
        Push "${MACHINE_FOLDER}.untrusted-$0"
        Call setMachineItemAside
      ${ElseIf} $machineVerdict == "unreadable"
        Call closeMachineItem
        StrCpy $machineFault "$machineItem cannot be opened. Close what uses it, then try again."
      ${ElseIf} $machineIsFolder == 1
        Call protectMachineItem
        ${If} $machineFault == ""
          Call keepMachineFolder
        ${EndIf}
        ${If} $machineFault == ""
          Push $machineHandle # Open until all in it is done.
          Push $machineItem
          Call protectMachineItemsIn
          Pop $machineHandle
        ${EndIf}
        Call closeMachineItem
      ${Else}
        Call protectMachineItem
        Call closeMachineItem
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
  ${If} $machineFault == ""
    Call keepMachineFolder
  ${EndIf}
FunctionEnd

# Leaves $machineFault empty when the folder is there and safe.
Function protectMachineFolder
  StrCpy $machineFault ""
  StrCpy $machineHandle -1
  # CareDesk reads there, wherever Windows keeps the data of programs; what is there instead may be
  # anybody's to make.
  ${If} $APPDATA != "C:\ProgramData"
    StrCpy $machineFault "The policy of CareDesk can only be protected where C:\ProgramData is the folder of Windows for program data; here that is $APPDATA."
    Return
  ${EndIf}
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
