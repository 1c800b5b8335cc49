# The program that the MSI runs as the system to protect the folder of the machine policy: what the
# setup program does, by the same lines. machine-folder-program.ts compiles it.
#
# It takes no argument, shows nothing and does nothing else. Anybody who is not an administrator
# starts it in vain.

Unicode true
Name "CareDesk machine folder"
OutFile "${OUTPUT}"
RequestExecutionLevel admin
SilentInstall silent

VIProductVersion "1.0.0.0"
VIAddVersionKey /LANG=1033 ProductName "CareDesk"
VIAddVersionKey /LANG=1033 FileDescription "Protects the folder of CareDesk's machine policy"
VIAddVersionKey /LANG=1033 FileVersion "1.0.0.0"
VIAddVersionKey /LANG=1033 LegalCopyright "The CareDesk founders"

!include "${__FILEDIR__}/machine-folder.nsh"

Section
  SetShellVarContext all
  Call protectMachineFolder
  ${If} $machineFault != ""
    SetErrorLevel 2
    Quit
  ${EndIf}
  SetErrorLevel 0
SectionEnd
