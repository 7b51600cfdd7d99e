namespace Atelier.Studio.Server;

/// <summary>How a face writes errors.</summary>
internal interface IErrorShape
{
    /// <summary>The beginning of the face's addresses.</summary>
    string Prefix { get; }

    /// <summary>The media type of its errors.</summary>
    string ContentType { get; }

    /// <summary>The body of the answer.</summary>
    object Body(StudioException error);
}

/// <summary>The native face's errors: RFC 9457.</summary>
internal sealed class ProblemShape : IErrorShape
{
    /// <inheritdoc/>
    public string Prefix => "/";

    /// <inheritdoc/>
    public string ContentType => "application/problem+json";

    /// <inheritdoc/>
    public object Body(StudioException error) =>
        new { type = "about:blank", title = error.Code, status = error.Status, detail = error.Message, field = error.Field };
}
