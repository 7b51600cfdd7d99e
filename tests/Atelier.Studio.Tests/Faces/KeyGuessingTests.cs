using Atelier.Studio.Access;
using Atelier.Studio.Tests.Storage;

namespace Atelier.Studio.Tests.Faces;

/// <summary>Who sends wrong keys waits, and nobody else does.</summary>
public sealed class KeyGuessingTests
{
    private const string Guesser = "192.0.2.1";

    [Fact]
    public void AnAddress_WaitsAMinute_AfterTwentyWrongKeys()
    {
        var time = new ManualTime();
        var guessing = new KeyGuessing(time);
        for (var i = 0; i < 20; i++)
        {
            guessing.RequirePatience(Guesser);
            guessing.Failed(Guesser);
        }

        var error = Assert.Throws<StudioException>(() => guessing.RequirePatience(Guesser));
        Assert.Equal((429, 60), (error.Status, error.RetryAfter));
        guessing.RequirePatience("192.0.2.2");
        time.Pass(TimeSpan.FromSeconds(59));
        Assert.Throws<StudioException>(() => guessing.RequirePatience(Guesser));
        time.Pass(TimeSpan.FromSeconds(1));
        guessing.RequirePatience(Guesser);
    }

    [Fact]
    public void FewWrongKeys_NowAndThen_AreNoGuessing()
    {
        var time = new ManualTime();
        var guessing = new KeyGuessing(time);
        for (var i = 0; i < 100; i++)
        {
            guessing.Failed(Guesser);
            guessing.RequirePatience(Guesser);
            time.Pass(TimeSpan.FromSeconds(4));
        }
    }
}
