# Sourced by ./atelier and ./test: what is needed, installed and built; settings of the run.

packages="libtorch-dev libgloo-dev libopenblas0-openmp libvips42 librsvg2-2 cmake g++ make ffmpeg fonts-dejavu-core"

# OpenMP, memory and garbage collection as they are fastest; anything already set stays
settings() {
  local cores; cores=$(nproc)
  export OMP_NUM_THREADS="${OMP_NUM_THREADS:-$cores}" OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-passive}" GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-30000}" # a tenth of a millisecond
  export DOTNET_GCgen0size="${DOTNET_GCgen0size:-0x400000}" DOTNET_TieredPGO="${DOTNET_TieredPGO:-0}"
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
}

fail() { echo "$1" >&2; exit 2; }

# libtorch of LIBTORCH, of Debian, or of an installed Python's torch
find_libtorch() {
  if [ -n "${LIBTORCH:-}" ]; then echo "$LIBTORCH"; return; fi
  if compgen -G "/usr/lib/*/cmake/Torch" >/dev/null || [ -d /usr/share/cmake/Torch ]; then echo system; return; fi
  python3 -c 'import importlib.util, os; s = importlib.util.find_spec("torch"); print(os.path.dirname(s.origin) if s else "")' 2>/dev/null || true
}

missing_packages() {
  local torch="$1" package
  for package in $packages; do
    [ "$package" = libtorch-dev ] && [ -n "$torch" ] && continue
    [ "$package" = libgloo-dev ] && [ "${torch:-system}" != system ] && continue # another libtorch brings its own, or none
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || echo "$package"
  done
}

install_missing() {
  local torch missing; torch=$(find_libtorch)
  command -v dpkg-query >/dev/null || { [ -n "$torch" ] || fail "libtorch was not found: set LIBTORCH to its folder."; return; }
  missing=$(missing_packages "$torch" | tr '\n' ' ')
  [ -z "${missing// /}" ] && return
  local sudo=""
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null && sudo="sudo" || fail "Some packages are missing; install them once with: sudo apt-get install -y --no-install-recommends $missing"
  fi
  echo "Installing $missing…" >&2
  { $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing; } >"$1/artifacts/install.log" 2>&1 ||
    fail "The packages could not be installed; see $1/artifacts/install.log, or run: sudo apt-get install $missing"
}

build_native() {
  local torch prefix=(); torch=$(find_libtorch)
  [ -n "$torch" ] && [ "$torch" != system ] && prefix=("-DCMAKE_PREFIX_PATH=$torch")
  echo "Building the engine…" >&2
  { cmake -S "$1/native" -B "$1/artifacts/native/build" -DCMAKE_BUILD_TYPE=Release "${prefix[@]}" && cmake --build "$1/artifacts/native/build" -j "$(nproc)"; } >"$1/artifacts/native.log" 2>&1 ||
    fail "The engine does not build; see $1/artifacts/native.log."
}

build_program() {
  echo "Building the program…" >&2
  dotnet publish "$1/src/Atelier.Cli" -c Release -v quiet -nologo -o "$1/artifacts/program" >"$1/artifacts/program.log" 2>&1 ||
    fail "The program does not build; see $1/artifacts/program.log."
}

# newer than its stamp?
changed() {
  local stamp="$1"; shift
  [ ! -e "$stamp" ] || [ -n "$(find "$@" -newer "$stamp" -type f -not -path '*/bin/*' -not -path '*/obj/*' -print -quit 2>/dev/null)" ]
}

prepare() {
  local root="$1" artifacts="$1/artifacts"
  settings
  local native="$artifacts/native/libatelier.so" program="$artifacts/program/atelier"
  if [ -x "$program" ] && ! changed "$native" "$root/native" && ! changed "$artifacts/program.stamp" "$root/src" "$root/Directory.Build.props" "$root/Directory.Packages.props"; then return; fi
  command -v dotnet >/dev/null || fail "The .NET 10 SDK is missing: see https://dotnet.microsoft.com/download."
  mkdir -p "$artifacts"
  exec 9>"$artifacts/.lock"; flock 9 # one build at a time
  if changed "$native" "$root/native"; then install_missing "$root"; build_native "$root"; touch "$native"; fi
  if changed "$artifacts/program.stamp" "$root/src" "$root/Directory.Build.props" "$root/Directory.Packages.props" || [ ! -x "$program" ]; then
    touch "$artifacts/program.next"; build_program "$root"; mv "$artifacts/program.next" "$artifacts/program.stamp"
  fi
  exec 9>&-
}
