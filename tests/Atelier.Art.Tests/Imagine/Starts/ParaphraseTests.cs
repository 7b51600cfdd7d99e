using Atelier.Art.Imagine.Starts.Words.English;

namespace Atelier.Art.Tests.Imagine.Starts;

public sealed class ParaphraseTests
{
    [Theory]
    [InlineData("Can you show me a bowl of soup?", "a bowl of soup?")]
    [InlineData("Hi, could you please draw me the sea", "the sea")]
    [InlineData("I'd like to see two foxes, please", "two foxes")]
    [InlineData("Please draw a stack of pancakes. Thank you!", "a stack of pancakes")]
    [InlineData("draw my cat", "my cat")]
    [InlineData("what forgiveness would look like if you could see it", "forgiveness")]
    [InlineData("What does freedom look like?", "freedom?")]
    [InlineData("a really detailed close-up of a dragonfly's head", "a dragonfly")]
    [InlineData("the face of a tiger, front view", "a tiger,")]
    [InlineData("a melon cut in half", "a melon")]
    [InlineData("a road that goes on forever", "a road")]
    [InlineData("a motorcycle, like something in a museum, at night", "a motorcycle, , at night")]
    [InlineData("show me dragons", "dragons")]
    [InlineData("show me what love looks like", "love")]
    [InlineData("what would a cat look like riding a skateboard", "a cat riding a skateboard")]
    [InlineData("🦊 a forest", "🦊 a forest")]
    [InlineData("a bird's eye view of a village", "a village")]
    [InlineData("a fox looking at the camera", "a fox")]
    [InlineData("a cat looking at a fish", "a cat beside a fish")]
    [InlineData("a mouse as big as a house", "a mouse")]
    [InlineData("a bronze statue of a polar bear in a park", "a polar bear made of bronze in a park")]
    [InlineData("a burning house at night", "a house on fire at night")]
    [InlineData("a field full of tulips", "a field of tulips")]
    [InlineData("a grumpy looking owl", "a grumpy owl")]
    [InlineData("stained glass window showing a heron", "stained glass window of a heron")]
    [InlineData("jealousy, in muted greens", "jealousy, in green")]
    [InlineData("a sailor in thick palette-knife oil paint", "a sailor in oil painting")]
    [InlineData("an accordion with mother of pearl buttons", "an accordion with shiny buttons")]
    [InlineData("the sea with thick paint", "the sea")]
    [InlineData("a cat to the left of a dog", "a cat beside a dog")]
    [InlineData("a dragon that breathes fire", "a dragon with fire")]
    [InlineData("a street at 3 am", "a street")]
    [InlineData("a bowl full of soup", "a bowl of soup")]
    [InlineData("a fridge filled with penguins", "a fridge containing penguins")]
    [InlineData("an ice sculpture of a swan", "a swan made of ice")]
    [InlineData("a child's drawing of the sun", "a drawing of the sun")]
    [InlineData("a neon sign in the shape of a flamingo", "a neon sign of a flamingo")]
    [InlineData("a street full of bright neon lights", "a street at night")]
    [InlineData("a lake with reflections", "a lake")]
    [InlineData("an elephant painting a fence", "an elephant with a fence")]
    [InlineData("paper cut-out of a bird", "paper of a bird")]
    [InlineData("ballpoint pen drawing of a shoe", "pen drawing of a shoe")]
    [InlineData("a dog on a leash on a Sunday", "a dog")]
    [InlineData("a quiet kind of jealousy", "a quiet jealousy")]
    [InlineData("a knight in shining armour", "a knight")]
    [InlineData("medieval castle under siege", "medieval castle")]
    [InlineData("the surface of Mars with two moons", "on Mars with two moons")]
    [InlineData("a boat tied to a tree", "a boat beside a tree")]
    [InlineData("stained glass window with a rooster", "stained glass window of a rooster")]
    public void Plain_LeavesWhatIsAskedFor(string prompt, string plain) =>
        Assert.Equal(Words(plain), Words(Paraphrase.Plain(prompt)));

    [Theory]
    [InlineData("a show horse")]
    [InlineData("resting his head on a pillow")]
    [InlineData("the sun from behind a cloud")]
    [InlineData("through the looking glass")]
    [InlineData("a horse with a dragon's wings")]
    [InlineData("a lion's mane jellyfish")]
    [InlineData("a girl showing a frog to a dog")]
    [InlineData("a tube of oil paint")]
    [InlineData("an oil painting the size of a wall")]
    [InlineData("a building the size of a mountain")]
    [InlineData("a wood burning stove")]
    [InlineData("a knight in the middle ages")]
    [InlineData("a princess in a ball gown")]
    [InlineData("a card that says thank you")]
    [InlineData("a woman looking out of a window")]
    [InlineData("a body of water")]
    [InlineData("a turtle who is sad")]
    [InlineData("close-up")] // nothing would be left
    [InlineData("make")]
    [InlineData("")]
    public void Plain_OfOtherWords_LeavesThemAlone(string prompt) => Assert.Equal(prompt, Paraphrase.Plain(prompt));

    [Fact]
    public void Plain_OfWordsThatDrawingsStandInFor_LeavesThemAlone() =>
        Assert.All(StandIns.Entries, entry => Assert.Equal(entry.Word, Paraphrase.Plain(entry.Word)));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
