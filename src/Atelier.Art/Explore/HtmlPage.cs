using System.Net;

namespace Atelier.Art.Explore;

/// <summary>A page of HTML that needs nothing but the files beside it.</summary>
internal static class HtmlPage
{
    /// <summary>The page's text.</summary>
    /// <param name="title">The title and first heading, as plain text.</param>
    /// <param name="style">Rules of CSS.</param>
    /// <param name="body">HTML below the heading.</param>
    public static string Create(string title, string style, string body) =>
        $"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>{Escape(title)}</title>
        <style>
        {style}
        </style>
        <h1>{Escape(title)}</h1>
        {body}
        </html>
        """;

    /// <summary>Plain text as HTML.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);
}
