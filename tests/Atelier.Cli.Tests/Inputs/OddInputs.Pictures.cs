namespace Atelier.Cli.Tests.Inputs;

/// <summary>Rows of the commands that make pictures and films.</summary>
internal static partial class OddInputs
{
    private static IReadOnlyList<string> RefusedPictures => Lines("""
        upscale {in}/no.png --model {up} -o {out}/a.png
        upscale {in}/none*.png --model {up} -o {out}/a
        upscale {in}/whole.png --model {in}/no.pth -o {out}/a.png
        upscale {in}/whole.png --model {up} --blend {in}/no.pth -o {out}/a.png
        paint {in}/no.png -o {out}/a.png
        paint --replay {in}/no.json -o {out}/a.png
        paint {in}/whole.png --brushes {in}/no -o {out}/a.png
        paint {in}/whole.png --model {in}/no -o {out}/a.png
        paint --repeat {in}/no.png -o {out}/a.png
        score {in}/no.png a·fox
        score {in}/whole.png a·fox --clip {in}/no
        reconstruct {in}/no.png -o {out}/a.png
        reconstruct {in}/whole.png --model {in}/no -o {out}/a.png
        complete {in}/no.png --model prior-glyphs --words a·fox -o {out}/a.png
        complete {in}/whole.png --model {in}/no --words a·fox -o {out}/a.png
        imagine a·fox --runs {out} --init-image {in}/no.png
        imagine --runs {out} --image-prompts {in}/no.png:2
        imagine --runs {out} --repeat {in}/no.png
        imagine --runs {out} --resume {in}/no
        imagine a·fox --runs {out} --model {in}/no
        imagine a·fox --runs {out} --prior {in}/no --init prior
        upscale {in}/letter.png --model {up} -o {out}/a.png
        upscale {in}/letter.mp4 --model {up} -o {out}/a.mp4
        upscale {in}/whole.json --model {up} -o {out}/a.png
        upscale {in}/nothing --model {up} -o {out}/a
        upscale {in}/whole.png --model {in}/whole.png -o {out}/a.png
        upscale {in}/whole.png --model {in}/folder -o {out}/a.png
        upscale {in}/whole.png --model {in}/letter.pt -o {out}/a.png
        upscale {in}/whole.png --model {in}/empty.param -o {out}/a.png
        upscale {in}/whole.png --model painter -o {out}/a.png
        upscale --repeat {in}/whole.png
        paint {in}/letter.png -o {out}/a.png
        paint {in}/whole.gif -o {out}/a.png
        paint {in}/folder -o {out}/a.png
        paint {in}/whole.pth -o {out}/a.png
        paint {in}/whole.png --brushes {in}/nothing -o {out}/a.png
        paint {in}/whole.png --model clip-glyphs -o {out}/a.png
        paint --replay {in}/whole.png -o {out}/a.png
        paint --replay {in}/folder -o {out}/a.png
        paint --replay {in}/number.json -o {out}/a.png
        score {in}/letter.png a·fox
        score {in}/folder a·fox
        score {in}/whole.png a·fox --clip {in}/whole.png
        score {in}/whole.png a·fox --clip vqgan-glyphs
        reconstruct {in}/letter.png -o {out}/a.png
        reconstruct {in}/folder -o {out}/a.png
        reconstruct {in}/whole.png --model clip-glyphs -o {out}/a.png
        complete {in}/letter.png --model prior-glyphs --words a·fox -o {out}/a.png
        complete {in}/whole.png --model clip-glyphs --words a·fox -o {out}/a.png
        imagine a·fox --runs {out} --init-image {in}/letter.png
        imagine a·fox --runs {out} --init-image {in}/folder
        imagine a·fox --runs {out} --model {in}/whole.png
        imagine a·fox --runs {out} --model painter
        imagine a·fox --runs {out} --clip painter
        imagine a·fox --runs {out} --clip clip-glyphs|
        imagine a·fox --runs {out} --prior clip-glyphs --init prior
        imagine --runs {out} --repeat {in}/whole.png
        imagine --runs {out} --repeat {in}/number.json
        imagine --runs {out} --resume {in}/nothing
        upscale {in}/huge.png --model {up} -o {out}/a.png
        upscale {in}/bomb.png --model {up} --scale 16 -o {out}/a.png
        upscale {in}/no-pixels.png --model {up} -o {out}/a.png
        upscale {in}/bomb.svg --model {up} -o {out}/a.png
        paint {in}/huge.png -o {out}/a.png
        paint {in}/bomb.png -o {out}/a.png
        paint {in}/bomb.svg -o {out}/a.png
        paint {in}/no-pixels.png -o {out}/a.png
        score {in}/bomb.png a·fox
        reconstruct {in}/bomb.png -o {out}/a.png
        reconstruct {in}/whole.png --size 9999999 -o {out}/a.png
        complete {in}/huge.png --model prior-glyphs --words a·fox -o {out}/a.png
        imagine a·fox --runs {out} --size 8192
        imagine a·fox --runs {out} --init-image {in}/bomb.png
        imagine a·fox --runs {out} --size 128x
        imagine a·fox --runs {out} --size x128
        imagine a·fox --runs {out} --size 1x1
        paint --replay {in}/large.json -o {out}/a.png
        paint {in}/whole.png --size 9999999 -o {out}/a.png
        paint {in}/whole.png --strokes 99999999999999999999 -o {out}/a.png
        upscale {in}/whole.png --model {in}/long.safetensors -o {out}/a.png
        upscale {in}/whole.png --model {in}/shape.safetensors -o {out}/a.png
        upscale {in}/dangling.png --model {up} -o {out}/a.png
        upscale {in}/loop.png --model {up} -o {out}/a.png
        upscale {in}/pipe.png --model {up} -o {out}/a.png
        upscale {in}/pipe.gif --model {up} -o {out}/a.gif
        upscale {in}/whole.png --model {in}/pipe.pt -o {out}/a.png
        upscale /dev/zero --model {up} -o {out}/a.png
        paint {in}/loop.png -o {out}/a.png
        upscale {in}/pipe.mp4 --model {up} -o {out}/a.mp4
        paint {in}/pipe.png -o {out}/a.png
        paint --replay {in}/pipe.json -o {out}/a.png
        paint --replay /dev/zero -o {out}/a.png
        score {in}/pipe.png a·fox
        score /proc/self/mem a·fox
        reconstruct /dev/zero -o {out}/a.png
        imagine a·fox --runs {out} --init-image {in}/pipe.png
        imagine --runs {out} --repeat {in}/pipe.json
        upscale {in}/whole.png --model {up} -o {in}/whole.png/a.png
        upscale {in}/whole.png --model {up} -o {out}/a.xyz
        upscale {in}/whole.png --model {up} -o {in}/nothing
        upscale {in}/whole.png --model {up} -o /proc/a.png
        upscale {in}/whole.png {in}/whole.jpg --model {up} -o {in}/whole.png
        paint {in}/whole.png -o {out}/a
        paint {in}/whole.png -o /proc/a.png
        paint {in}/whole.png -o {in}/folder
        paint {in}/whole.png -o {out}/a.png --save-strokes /proc/a.json
        paint {in}/whole.png -o {out}/a.png --film /proc/a.mp4
        reconstruct {in}/whole.png -o {in}/folder
        reconstruct {in}/whole.png -o {in}/whole.png/a.png
        complete {in}/whole.png --model prior-glyphs --words a·fox -o /proc/a.png
        imagine a·fox --runs /proc/runs
        imagine a·fox --runs {in}/whole.png
        imagine a·fox --runs {out} -o {in}/folder
        upscale {in}/whole.png --model {up} --alpha 0.3 -o {out}/a.png
        upscale {in}/whole.png --model {up} --tile 64 --memory 100 -o {out}/a.png
        upscale {in}/whole.png --model {up} --denoise 0.5 --blend {up} -o {out}/a.png
        paint {in}/whole.png --replay {in}/whole.json -o {out}/a.png
        paint {in}/whole.png --from-chance -o {out}/a.png
        paint {in}/whole.png --iterations 3 -o {out}/a.png
        paint {in}/whole.png --cursor -o {out}/a.png
        complete {in}/whole.png --model prior-glyphs --words a·fox --keep box:0,0,0,0 -o {out}/a.png
        complete {in}/whole.png --model prior-glyphs --words a·fox --keep box:1,2,3 -o {out}/a.png
        imagine a·fox --runs {out} --resume {in}/nothing --repeat {in}/whole.png
        imagine a·fox --runs {out} --prior prior-glyphs --init codes
        upscale {in}/whole.png --model {up} --scale NaN -o {out}/a.png
        upscale {in}/whole.png --model {up} --scale -4 -o {out}/a.png
        upscale {in}/whole.png --model {up} --scale 1e308 -o {out}/a.png
        upscale {in}/whole.png --model {in}/nan.safetensors -o {out}/a.png
        upscale {in}/whole.png --model {up} --blend {in}/nan.safetensors --alpha nan -o {out}/a.png
        paint {in}/whole.png --worth nan -o {out}/a.png
        paint {in}/whole.png --relief infinity -o {out}/a.png
        paint --replay {in}/nan.json -o {out}/a.png
        paint --replay {in}/infinite.json -o {out}/a.png
        paint --replay {in}/level.json -o {out}/a.png
        imagine a·fox:nan --runs {out}
        imagine a·fox --runs {out} --latent-decay nan
        imagine a·fox --runs {out} --cut-power ∞
        paint --replay {in}/null.json -o {out}/a.png
        paint --replay {in}/null-strokes.json -o {out}/a.png
        paint --replay {in}/null-width.json -o {out}/a.png
        paint --replay {in}/null-palette.json -o {out}/a.png
        paint --replay {in}/text-width.json -o {out}/a.png
        paint --replay {in}/negative.json -o {out}/a.png
        paint --replay {in}/style.json -o {out}/a.png
        paint --replay {in}/version.json -o {out}/a.png
        paint --replay {in}/short-row.json -o {out}/a.png
        paint --replay {in}/ground.json -o {out}/a.png
        paint --repeat {in}/null-record.png -o {out}/a.png
        paint --repeat {in}/odd-record.png -o {out}/a.png
        imagine --runs {out} --repeat {in}/null-options.png
        imagine --runs {out} --repeat {in}/deep-options.png
        imagine --runs {out} --repeat {in}/text-options.png
        imagine --runs {out} --repeat {in}/null.json
        upscale {in}/whole.png --model {in}/null.safetensors -o {out}/a.png
        upscale {in}/whole.png --model {in}/nulls.safetensors -o {out}/a.png
        upscale {in}/whole.png --model {in}/scale-model -o {out}/a.png
        imagine a·fox --runs {out} --model {in}/odd-model
        score {in}/whole.png a·fox --clip {in}/odd-model
        paint --replay {in}/deep.json -o {out}/a.png
        imagine --runs {out} --repeat {in}/deep.json
        upscale {in}/whole.png --model {in}/deep.safetensors -o {out}/a.png
        upscale {in}/whole.png --model {in}/deep-model -o {out}/a.png
        upscale {in}/round --model {up} -o {out}/a
        paint {in}/whole.png --brushes {in}/round -o {out}/a.png
        upscale {in}/whole.png --model {in}/one.safetensors -o {out}/a.png
        upscale {in}/whole.png --model {in}/none.safetensors -o {out}/a.png
        upscale {in}/whole.png --model {in}/negative.safetensors -o {out}/a.png
        upscale {in}/whole.png --model {in}/minus.safetensors -o {out}/a.png
        upscale {in}/whole.png --model {in}/kind.safetensors -o {out}/a.png
        upscale -fox.png --model {up} -o {out}/a.png
        upscale {in}/12:31.png --model {up} -o {out}/a.png
        upscale {in}/none␊here.png --model {up} -o {out}/a.png
        upscale http://localhost/a.png --model {up} -o {out}/a.png
        upscale file:/etc/passwd --model {up} -o {out}/a.png
        paint {in}/🦊.png -o {out}/a.png
        paint -fox.png -o {out}/a.png
        paint {in}/none␊here.png -o {out}/a.png
        score {in}/no:12.png a·fox
        score {in}/[bold]no.png a·fox
        imagine --fox --runs {out}
        imagine a·fox:1:2:3 --runs {out}
        imagine a·fox|:2 --runs {out}
        imagine a·fox --runs {out} --init-image pipe:0
        interpolate {in}/whole.png {in}/no.png -o {out}/a.mp4
        interpolate {in}/whole.png {in}/letter.png -o {out}/a.mp4
        interpolate {in}/whole.png {in}/huge.png -o {out}/a.mp4
        interpolate {in}/whole.png {in}/empty.png -o {out}/a.mp4
        interpolate {in}/dangling.png {in}/whole.png -o {out}/a.mp4
        interpolate {in}/whole.png {in}/loop.png -o {out}/a.mp4
        interpolate {in}/whole.png {in}/linked.png --model {in}/odd-model -o {out}/a.mp4
        interpolate {in}/whole.png {in}/linked.png --model painter -o {out}/a.mp4
        interpolate {in}/whole.png {in}/linked.png --size 1e9 -o {out}/a.mp4
        interpolate {in}/whole.png {in}/linked.png -o {out}/a.exe
        film {in}/whole.png·^·{in}/letter.png -o {out}/a.mp4
        film {in}/whole.png·^·{in}/linked.png --sound {in}/letter.mp4 -o {out}/a.mp4
        film {in}/whole.png·^·{in}/linked.png --sound {in}/folder -o {out}/a.mp4
        film {in}/whole.png·^·{in}/linked.png --seconds nan -o {out}/a.mp4
        film a·fox --zoom inf -o {out}/a.mp4
        film a·fox --pan nan,0 -o {out}/a.mp4
        film a·fox·^·a·tree --through clip --clip painter -o {out}/a.mp4
        film --in {in}/letter.mp4 --words blue -o {out}/a.mp4
        film --in {in}/folder --words blue -o {out}/a.mp4
        film --in {in}/no.mp4 --words blue -o {out}/a.mp4
        film --in {in}/whole.gif --words blue:nan -o {out}/a.mp4
        film --run {in}/nothing -o {out}/a.mp4
        film --run {in}/no -o {out}/a.mp4
        film -o {out}/a.mp4
        breed {in}/whole.png --runs {out}
        breed {in}/whole.png {in}/no.png --words a·fox --runs {out}
        breed {in}/letter.png {in}/whole.png --words a·fox --runs {out}
        breed {in}/whole.gif {in}/whole.png --words a·fox --runs {out}
        breed {in}/whole.png {in}/huge.png --words a·fox --runs {out}
        breed {in}/whole.png {in}/loop.png --words a·fox --runs {out}
        breed {in}/whole.png {in}/linked.png --words a·fox:nan --runs {out}
        breed {in}/whole.png {in}/linked.png --words a·fox --count 0 --runs {out}
        breed {in}/whole.png {in}/linked.png --words a·fox --runs /proc/runs
        grid a·fox --runs {out}
        grid a·fox --runs {out} --x seed
        grid a·fox --runs {out} --x seed=
        grid a·fox --runs {out} --x nonsense=1,2
        grid a·fox --runs {out} --x seed=nan
        grid a·fox --runs {out} --x seed=1..99999999
        grid a·fox --runs {out} --x size=32,1x1
        grid a·fox --runs {out} --x seed=1,2 --y seed=3,4
        grid a·fox --runs {out} --x seed=1,2 -o {out}/a.xyz
        grid a·fox --runs /proc/runs --x seed=1,2
        grid --resume {in}/no
        grid --resume {in}/nothing
        create --runs {out}
        create a·fox --runs {out} --ideas 0
        create a·fox --runs {out} --scale nan
        create a·fox --runs {out} --style cubist
        create a·fox --runs {out} --init-image {in}/no.png
        create a·fox --runs {out} --mask {in}/whole.png
        create a·fox --runs /proc/runs
        create --resume {in}/no
        create --resume {in}/nothing
        imagine a·fox --runs {out} --profile no
        imagine a·fox --runs {out} --palette {in}/letter.png
        imagine a·fox --runs {out} --extend nan
        history --count 0
        history --runs {in}/whole.png
        studio --listen nonsense
        studio --listen 127.0.0.1:99999
        studio --postgres nonsense --listen 127.0.0.1:0
        studio key
        studio key 🦊 --role nonsense
        studio key fox --running 0
        studio key fox --data {in}/whole.png
        studio key fox --data /proc/studio
        studio key fox --postgres nonsense
        work nonsense
        work ftp://localhost/
        work file:/etc/passwd
        work 12:30
        """);
}
