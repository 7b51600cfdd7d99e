# Sourced by ./atelier and ./test: builds what changed, and sets what the run needs. Wants the .NET 10 SDK and nothing else.

fail() { echo "$1" >&2; exit 2; }

# garbage collection as it is fastest; anything already set stays
settings() {
  export DOTNET_GCgen0size="${DOTNET_GCgen0size:-0x400000}" DOTNET_TieredPGO="${DOTNET_TieredPGO:-0}"
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
}

# an SDK in the user's own folder need not be on the path, and the program must be told where it is
find_dotnet() {
  if [ -z "${DOTNET_ROOT:-}" ]; then
    local dotnet; dotnet=$(readlink -f "$(command -v dotnet || echo "${HOME:-}/.dotnet/dotnet")" || true)
    [ -d "${dotnet%/*}/shared/Microsoft.NETCore.App" ] || return 0
    export DOTNET_ROOT="${dotnet%/*}"
  fi
  export PATH="$DOTNET_ROOT:$PATH"
}

# newer than its stamp? A folder is newer when a file of it is gone.
changed() {
  local stamp="$1"; shift
  [ ! -e "$stamp" ] || [ -n "$(find "$@" -newer "$stamp" -print | head -n 1)" ]
}

build_program() {
  local root="$1" artifacts="$1/artifacts"
  local how=(--use-current-runtime --self-contained false -p:PublishReadyToRun=true) # compiled ahead of time, for a quick start
  how+=(-p:RunAnalyzers=false -p:MinVerSkip=true)  # ./test analyses; packages have versions by tags
  how+=(-p:NuGetAudit=false)                       # after the first restore nothing here needs the network
  command -v dotnet >/dev/null || fail "The .NET 10 SDK is missing: see https://dotnet.microsoft.com/download."
  [ -e "$artifacts/program.stamp" ] || echo "The first build fetches libtorch (200 MB) unless NuGet's folder has it." >&2
  echo "Building the program…" >&2
  touch "$artifacts/program.next" # what is changed during the build is built the next time
  dotnet publish "$root/src/Atelier.Cli" -c Release -v quiet -nologo -o "$artifacts/program" "${how[@]}" >"$artifacts/program.log" 2>&1 ||
    fail "The program does not build; see $artifacts/program.log."
  mv "$artifacts/program.next" "$artifacts/program.stamp"
}

prepare() {
  local root="$1" stamp="$1/artifacts/program.stamp"
  local sources=("$root/src" "$root/global.json" "$root"/Directory.*)
  settings
  find_dotnet
  changed "$stamp" "${sources[@]}" || return 0
  mkdir -p "$root/artifacts"
  exec 9>"$root/artifacts/.lock"
  ! command -v flock >/dev/null || flock 9 # one build at a time
  ! changed "$stamp" "${sources[@]}" || build_program "$root" 9>&- # build servers that outlive the build must not hold the lock
  exec 9>&-
}
