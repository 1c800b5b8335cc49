# Which of two versions comes first, by semver.org 2.0.0, section 11, as electron/updates/
# version-order.ts does it; NSIS's own VersionCompare knows no pre-releases.

!include LogicLib.nsh

# Cuts the first identifier off $R0, into $R1. $R0 is empty after the last one.
Function cutIdentifier
  StrCpy $R2 0
  ${Do}
    StrCpy $R1 $R0 1 $R2
    ${If} $R1 == "."
    ${OrIf} $R1 == ""
      ${ExitDo}
    ${EndIf}
    IntOp $R2 $R2 + 1
  ${Loop}
  StrCpy $R1 $R0 $R2
  IntOp $R2 $R2 + 1
  StrCpy $R0 $R0 "" $R2
FunctionEnd

# Sets $R2 to 1 when $R1 is a number: digits, at least one.
Function isNumber
  StrCpy $R2 0
  ${If} $R1 == ""
    Return
  ${EndIf}
  StrCpy $R3 0
  ${Do}
    StrCpy $R4 $R1 1 $R3
    ${If} $R4 == ""
      ${ExitDo}
    ${EndIf}
    IntOp $R5 $R4 + 0
    ${If} $R5 != $R4
      Return
    ${EndIf}
    IntOp $R3 $R3 + 1
  ${Loop}
  StrCpy $R2 1
FunctionEnd

# Compares the identifiers $0 and $1: $2 becomes 1 when $0 comes first, 2 when they are the same, 3
# when $1 does (as CompareStringOrdinal says it). $3: whether both are numbers.
Function compareIdentifiers
  StrCpy $R1 $0
  Call isNumber
  StrCpy $4 $R2
  StrCpy $R1 $1
  Call isNumber
  IntOp $3 $4 & $R2
  ${If} $4 > $R2
    StrCpy $2 1
  ${ElseIf} $4 < $R2
    StrCpy $2 3
  ${Else}
    System::Call 'kernel32::CompareStringOrdinal(w r0, i -1, w r1, i -1, i 0) i.r2'
    ${If} $3 == 1
      # Without leading zeros, which versions do not have, the longer number is the higher one.
      StrLen $4 $0
      StrLen $5 $1
      ${If} $4 < $5
        StrCpy $2 1
      ${ElseIf} $4 > $5
        StrCpy $2 3
      ${EndIf}
    ${EndIf}
  ${EndIf}
FunctionEnd

# Splits the version in $R0 at its first dash: $R0 the numbers, $R1 the label of a pre-release.
Function splitVersion
  StrCpy $R2 0
  ${Do}
    StrCpy $R1 $R0 1 $R2
    ${If} $R1 == "-"
    ${OrIf} $R1 == ""
      ${ExitDo}
    ${EndIf}
    IntOp $R2 $R2 + 1
  ${Loop}
  IntOp $R3 $R2 + 1
  StrCpy $R1 $R0 "" $R3
  StrCpy $R0 $R0 $R2
FunctionEnd

# Compares the versions $0 and $1: $2 becomes 1 when $0 is older, 2 when they are the same, 3 when it
# is newer, and 0 when one of them is no version.
Function compareVersions
  StrCpy $R0 $0
  Call splitVersion
  StrCpy $6 $R0
  StrCpy $8 $R1
  StrCpy $R0 $1
  Call splitVersion
  StrCpy $7 $R0
  StrCpy $9 $R1

  StrCpy $R8 2
  ${For} $R9 1 3
    Call compareNext
    ${If} $3 == 0
      StrCpy $2 0
      Return
    ${EndIf}
    ${If} $R8 == 2
      StrCpy $R8 $2
    ${EndIf}
  ${Next}
  ${If} "$6$7" != ""
    StrCpy $2 0
    Return
  ${EndIf}

  StrCpy $2 $R8
  ${If} $2 != 2
    Return
  ${EndIf}
  # A version follows its pre-releases.
  ${If} $8 == ""
  ${AndIf} $9 != ""
    StrCpy $2 3
    Return
  ${ElseIf} $8 != ""
  ${AndIf} $9 == ""
    StrCpy $2 1
    Return
  ${EndIf}
  StrCpy $6 $8
  StrCpy $7 $9
  ${While} "$6$7" != ""
    ${If} $6 == ""
      StrCpy $2 1
      Return
    ${ElseIf} $7 == ""
      StrCpy $2 3
      Return
    ${EndIf}
    Call compareNext
    ${If} $2 != 2
      Return
    ${EndIf}
  ${EndWhile}
FunctionEnd

# Compares the first identifiers of $6 and $7, which are cut off, as compareIdentifiers does.
Function compareNext
  StrCpy $R0 $6
  Call cutIdentifier
  StrCpy $6 $R0
  StrCpy $0 $R1
  StrCpy $R0 $7
  Call cutIdentifier
  StrCpy $7 $R0
  StrCpy $1 $R1
  Call compareIdentifiers
FunctionEnd
