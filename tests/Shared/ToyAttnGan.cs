namespace Atelier.Tests;

/// <summary>The golden AttnGAN in a folder with a vocabulary.</summary>
public static class ToyAttnGan
{
    /// <summary>Captions of the golden: the second one, of four words.</summary>
    public const string Caption = "A small, red bird";

    // the numbers of the caption's words in the golden
    private static readonly string[] s_words = ["a", "small", "red", "bird"];
    private static readonly int[] s_numbers = [29, 21, 16, 20];

    /// <summary>Fills a folder.</summary>
    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in new[] { "netG.pth", "text_encoder.pth" })
        {
            File.Copy(Golden.Locate("attngan-tiny", file)!, Path.Combine(folder, file));
        }

        File.WriteAllLines(Path.Combine(folder, "vocabulary.txt"), Enumerable.Range(0, 40).Select(
            i => Array.IndexOf(s_numbers, i) is >= 0 and var at ? s_words[at] : $"word{i}"));
        return folder;
    }
}
