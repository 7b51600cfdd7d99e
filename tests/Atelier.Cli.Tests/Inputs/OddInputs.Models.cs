namespace Atelier.Cli.Tests.Inputs;

/// <summary>Rows of the commands on models: training, sampling, measuring, files.</summary>
internal static partial class OddInputs
{
    private static IReadOnlyList<string> RefusedModels => Lines("""
        sample {in}/no -o {out}/a.png
        forward --model {in}/no.pt --list
        forward --model {up} --function forward --in {in}/no.safetensors --out {out}/a.safetensors
        forward --model {up} --config {in}/no.yaml --list
        train {in}/no.yaml -o {out}/a
        train --resume {in}/no
        train pack {in}/no -o {out}/a
        train pack {in}/folder -o {out}/a
        train starts {in}/no clip-glyphs
        train starts {in}/folder clip-glyphs
        evaluate run {in}/no
        evaluate clip {in}/no
        evaluate vqgan {in}/no
        evaluate painter {in}/no
        evaluate upscaler {up} {in}/no.png
        evaluate completion {in}/no --classifier {in}/no
        evaluate completion prior-glyphs --classifier {in}/no
        evaluate probe {in}/no --data vqvae-fashion
        evaluate probe clip-glyphs --data {in}/no.yaml
        bench prompts {in}/no.txt --clip clip-glyphs --runs {out} -o {out}/a.png
        bench training {in}/no.yaml
        bench paint {in}/no.png
        models show {in}/no
        models get {in}/no
        models blend {in}/no.pth {up} -o {out}/a.safetensors
        sample {in}/nothing -o {out}/a.png
        sample {in}/whole.png -o {out}/a.png
        sample painter -o {out}/a.png
        forward --model {in}/whole.png --list
        forward --model {in}/empty.pt --list
        forward --model {in}/letter.pt --list
        forward --model {up} --function forward --in {in}/whole.png --out {out}/a.safetensors
        forward --model {up} --function forward --in {in}/none.safetensors --out {out}/a.safetensors
        forward --model {up} --function nonsense --in {in}/whole.safetensors --out {out}/a.safetensors
        train {in}/whole.png -o {out}/a
        train {in}/folder -o {out}/a
        train {in}/number.yaml -o {out}/a
        train {in}/list.yaml -o {out}/a
        train {in}/bytes.yaml -o {out}/a
        train {in}/tabs.yaml -o {out}/a
        train {in}/twice.yaml -o {out}/a
        train {in}/two.yaml -o {out}/a
        train {in}/tag.yaml -o {out}/a
        train {in}/key.yaml -o {out}/a
        train {in}/text.yaml -o {out}/a
        train {in}/whole.yaml -o {out}/a --set data.path={in}/nothing
        train {in}/whole.yaml -o {out}/a --set data.path={in}/whole.png
        train {in}/whole.yaml -o {out}/a --set data.source=folder --set data.path={in}/nothing
        train {in}/whole.yaml -o {out}/a --set nonsense
        train {in}/whole.yaml -o {out}/a --set =
        train {in}/whole.yaml -o {out}/a --set training.steps=1e9
        train {in}/whole.yaml -o {out}/a --set data..=3
        train {in}/whole.yaml -o {out}/a --workers 0
        evaluate clip vqgan-glyphs
        evaluate vqgan clip-glyphs
        evaluate painter {up}
        evaluate upscaler {up} {in}/letter.png
        evaluate upscaler clip-glyphs {in}/whole.png
        evaluate run {in}/folder
        evaluate probe clip-glyphs --data {in}/list.yaml
        bench prompts {in}/empty.txt --clip clip-glyphs --runs {out} -o {out}/a.png
        bench prompts {in}/whole.png --clip clip-glyphs --runs {out} -o {out}/a.png
        bench prompts {in}/folder --clip clip-glyphs --runs {out} -o {out}/a.png
        bench prompts {in}/letter.txt --clip painter --runs {out} -o {out}/a.png
        bench paint {in}/letter.png
        bench imagine --size 0
        bench upscale --runs 0
        models blend {up} {in}/whole.png -o {out}/a.safetensors
        models blend {up} clip-glyphs -o {out}/a.safetensors
        models show painter --nonsense
        models get clip-glyphs --nonsense
        data build nonsense
        doctor nonsense
        sample prior-glyphs --words a·fox --size 9999999 -o {out}/a.png
        forward --model {in}/pipe.pt --list
        forward --model /dev/zero --list
        forward --model /proc/self/mem --list
        train {in}/pipe.yaml -o {out}/a
        train /dev/zero -o {out}/a
        bench prompts /dev/zero --clip clip-glyphs --runs {out} -o {out}/a.png
        sample prior-glyphs --words a·fox -o {in}/folder
        forward --model {up} --function forward --in {in}/whole.safetensors --out /proc/a.safetensors
        train {in}/whole.yaml -o /proc/run
        train {in}/whole.yaml -o {in}/whole.png
        train pack {in}/odd-model -o /proc/model
        models blend {up} {up} -o /proc/a.safetensors
        models blend {up} {up} -o {out}/a.txt
        bench prompts {in}/letter.txt --clip clip-glyphs --runs /proc/runs -o {out}/a.png
        sample prior-glyphs --class fox --words a·fox -o {out}/a.png
        sample prior-glyphs --words a·fox --temperature 0 --top-k 5 -o {out}/a.png
        train {in}/whole.yaml --resume {in}/nothing -o {out}/a
        models blend {up} {in}/nan.safetensors -o {out}/a.safetensors
        sample prior-glyphs --words a·fox --top-p nan -o {out}/a.png
        sample prior-glyphs --words a·fox --guidance -inf -o {out}/a.png
        train {in}/nan.yaml -o {out}/a
        train {in}/whole.yaml -o {out}/a --set training.ema=NaN
        evaluate completion prior-glyphs --classifier {in}/no --temperature nan
        train {in}/null.yaml -o {out}/a
        train {in}/null-model.yaml -o {out}/a
        sample {in}/odd-model -o {out}/a.png
        train {in}/deep.yaml -o {out}/a
        forward --model {in}/deep.pt --list
        train {in}/cyclic.yaml -o {out}/a
        train {in}/cyclic-list.yaml -o {out}/a
        train {in}/laughs.yaml -o {out}/a
        evaluate probe clip-glyphs --data {in}/cyclic.yaml
        forward --model {in}/cyclic.pt --list
        forward --model {in}/memo.pt --list
        forward --model {in}/evil.pt --list
        forward --model {in}/empty-pickle.pt --list
        forward --model 12:30.pt --list
        train {in}/[red]no.yaml -o {out}/a
        train {in}/none␊here.yaml -o {out}/a
        models show 🦊
        models show ../../etc
        models get -fox
        sample 🦊:1 -o {out}/a.png
        """);
}
