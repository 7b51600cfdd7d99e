namespace Atelier.Cli.Commands.Imagine;

/// <content>Sounds as prompts.</content>
internal sealed partial class ImagineCommandOptions
{
    private void AddSounds()
    {
        Text(
            "--sound", [], "Sounds as prompts: \"rain.wav:weight|path\"; other formats than WAV need ffmpeg.", null,
            (options, value) => options with { Sounds = value });
        Text(
            "--audio-clip", [], "The AudioCLIP that hears --sound, by name or path, with CLIP's vocabulary beside it.", null,
            (options, value) => options with { AudioClip = value });
    }
}
