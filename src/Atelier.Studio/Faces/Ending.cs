using Microsoft.Extensions.Hosting;

namespace Atelier.Studio.Faces;

/// <summary>The end of the studio, for answers that go on until then.</summary>
internal sealed class Ending(IHostApplicationLifetime lifetime)
{
    /// <summary>Cancelled when the request ends or the studio does.</summary>
    public CancellationTokenSource Of(CancellationToken request) =>
        CancellationTokenSource.CreateLinkedTokenSource(request, lifetime.ApplicationStopping);
}
