using Atelier.Glyphs.Words;

namespace Atelier.Glyphs.Tests;

public class GlyphWordsTests
{
    [Theory]
    [InlineData("red apple", "red apples")]
    [InlineData("cherry", "cherries")]
    [InlineData("monkey", "monkeys")]
    [InlineData("watch", "watches")]
    [InlineData("box", "boxes")]
    [InlineData("kitchen knife", "kitchen knives")]
    [InlineData("wolf", "wolves")]
    [InlineData("giraffe", "giraffes")]
    [InlineData("snowman", "snowmen")]
    [InlineData("human", "humans")]
    [InlineData("potato", "potatoes")]
    [InlineData("mouse", "mice")]
    [InlineData("cup with straw", "cups with straw")]
    public void Plural_OfAName_IsThatOfItsNoun(string name, string plural) => Assert.Equal(plural, GlyphWords.Plural(name));

    [Theory]
    [InlineData("scissors")]
    [InlineData("bread")]
    [InlineData("fork and knife")]
    [InlineData("one o'clock")]
    public void Plural_OfWhatIsOneOrUncountable_IsNone(string name) => Assert.Null(GlyphWords.Plural(name));
}
