using Atelier.Studio.Server;

namespace Atelier.Studio.Faces.OpenAi;

/// <summary>Errors as OpenAI writes them.</summary>
internal sealed class OpenAiErrors : IErrorShape
{
    /// <inheritdoc/>
    public string Prefix => "/v1";

    /// <inheritdoc/>
    public string ContentType => "application/json";

    /// <inheritdoc/>
    public object Body(StudioException error) => new
    {
        error = new
        {
            message = error.Message,
            type = error.Status switch
            {
                401 => "authentication_error",
                403 => "permission_error",
                429 => "rate_limit_error",
                >= 500 => "server_error",
                _ => "invalid_request_error",
            },
            param = error.Field,
            code = error.Code,
        },
    };
}
