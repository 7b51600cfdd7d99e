using Atelier.Studio.Server;

namespace Atelier.Studio.Faces.A1111;

/// <summary>Errors as AUTOMATIC1111 writes them.</summary>
internal sealed class A1111Errors : IErrorShape
{
    /// <inheritdoc/>
    public string Prefix => "/sdapi";

    /// <inheritdoc/>
    public string ContentType => "application/json";

    /// <inheritdoc/>
    public object Body(StudioException error) => new { error = error.Code, detail = error.Message, body = "", errors = error.Message };
}
