using System.Reflection;
using System.Text;
using Atelier.Torch.Dispatch;
using Atelier.Torch.Loading;

namespace Atelier.Torch.Tests.Dispatch;

public sealed class DeclaredOperatorTests
{
    private const int Window = 1 << 22;
    private const int Longest = 4096;

    // libtorch registers its operators by these very texts, which therefore stand in its file
    [Theory]
    [InlineData(typeof(Operator))]
    [InlineData(typeof(OperatorTests))]
    public void LibtorchHasThemAsDeclared(Type of)
    {
        const BindingFlags Constants = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;
        var missing = of.Assembly.GetTypes()
            .SelectMany(type => type.GetFields(Constants))
            .Where(field => field.FieldType == typeof(Operator))
            .Select(field => ((Operator)field.GetValue(null)!).Schema)
            .ToHashSet();
        Assert.NotEmpty(missing);
        using var library = File.OpenRead(Path.Combine(Libtorch.Location.Folder, LibtorchLocation.FileName("torch_cpu")));
        var window = new byte[Longest + Window];
        for (var read = 1; read > 0;)
        {
            window.AsSpan(Window).CopyTo(window);
            read = library.ReadAtLeast(window.AsSpan(Longest), Window, throwOnEndOfStream: false);
            missing.RemoveWhere(schema => Has(window.AsSpan(0, Longest + read), schema));
        }

        Assert.Empty(missing);
    }

    private static bool Has(ReadOnlySpan<byte> bytes, string schema) =>
        bytes.IndexOf(Encoding.ASCII.GetBytes('\0' + schema["aten::".Length..] + '\0')) >= 0;
}
