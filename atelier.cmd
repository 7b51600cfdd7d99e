@echo off
rem Builds what changed, runs the program. Wants the .NET 10 SDK and nothing else.
setlocal
set "here=%~dp0"
set "artifacts=%here%artifacts"
if not defined DOTNET_GCgen0size set "DOTNET_GCgen0size=0x400000"
set "DOTNET_CLI_TELEMETRY_OPTOUT=1"
set "DOTNET_NOLOGO=1"

powershell -NoProfile -Command "$s = Get-Item '%artifacts%\program.stamp' -ErrorAction Ignore; $n = Get-ChildItem '%here%src','%here%Directory.*','%here%global.json' -Recurse | Where-Object { -not $s -or $_.LastWriteTime -gt $s.LastWriteTime } | Select-Object -First 1; exit [int][bool]$n"
if %errorlevel% equ 0 goto run

where dotnet >nul 2>nul
if errorlevel 1 (
  echo The .NET 10 SDK is missing: see https://dotnet.microsoft.com/download. 1>&2
  exit /b 2
)
if not exist "%artifacts%" mkdir "%artifacts%"
echo Building the program... 1>&2
type nul > "%artifacts%\program.next"
dotnet publish "%here%src\Atelier.Cli" -c Release -v quiet -nologo -p:RunAnalyzers=false -p:MinVerSkip=true -o "%artifacts%\program" > "%artifacts%\program.log" 2>&1
if errorlevel 1 (
  echo The program does not build; see %artifacts%\program.log. 1>&2
  exit /b 2
)
move /y "%artifacts%\program.next" "%artifacts%\program.stamp" >nul

:run
"%artifacts%\program\atelier.exe" %*
exit /b %errorlevel%
