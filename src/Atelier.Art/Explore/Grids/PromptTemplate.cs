using System.Text;
using Atelier.Core;

namespace Atelier.Art.Explore.Grids;

/// <summary>A prompt with slots in braces: <c>a {wooden|golden} temple in {place}</c>. A slot holds alternatives, the name of an axis, or
/// <c>@</c> and the name of a <see cref="WordList"/>. A backslash before a brace makes it a letter.</summary>
public sealed class PromptTemplate
{
    private readonly IReadOnlyList<string> _texts; // around the slots: one more than there are slots

    private PromptTemplate(IReadOnlyList<string> texts, IReadOnlyList<string> slots) => (_texts, Slots) = (texts, slots);

    /// <summary>What stands in each pair of braces.</summary>
    public IReadOnlyList<string> Slots { get; }

    /// <summary>Parses a template.</summary>
    /// <exception cref="OptionException">A brace is not closed, not opened, or within another; or a slot is empty.</exception>
    public static PromptTemplate Parse(string prompt)
    {
        var (texts, slots, text) = (new List<string>(), new List<string>(), new StringBuilder());
        var isOpen = false;
        for (var i = 0; i < prompt.Length; i++)
        {
            switch (prompt[i])
            {
                case '\\' when i + 1 < prompt.Length && prompt[i + 1] is '{' or '}':
                    text.Append(prompt[++i]);
                    break;
                case '{' when !isOpen:
                    (isOpen, _) = (true, Add(texts));
                    break;
                case '}' when isOpen:
                    isOpen = false;
                    if (Add(slots).Length == 0)
                    {
                        throw Wrong("there is nothing between two braces");
                    }

                    break;
                case '{' or '}':
                    throw Wrong(isOpen ? "braces lie within braces" : "a brace is closed that was not opened");
                default:
                    text.Append(prompt[i]);
                    break;
            }
        }

        Add(texts);
        return isOpen ? throw Wrong("a brace is not closed") : new(texts, slots);

        string Add(List<string> list)
        {
            list.Add(text.ToString());
            text.Clear();
            return list[^1];
        }

        OptionException Wrong(string what) => new($"In the prompt \"{prompt}\" {what}; alternatives are written {{wooden|golden}}.");
    }

    /// <summary>The prompt with these values in its slots.</summary>
    public string Fill(IReadOnlyList<string> values)
    {
        var prompt = new StringBuilder(_texts[0]);
        for (var i = 0; i < Slots.Count; i++)
        {
            prompt.Append(values[i]).Append(_texts[i + 1]);
        }

        return prompt.ToString();
    }
}
