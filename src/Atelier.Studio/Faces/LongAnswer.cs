using System.Text.Json;
using Atelier.Studio.Server;
using Microsoft.AspNetCore.Http;

namespace Atelier.Studio.Faces;

/// <summary>Answers that wait for a picture. Where it takes long, the answer begins with white space, which every JSON reader skips:
/// clients give up on an answer that sends nothing for minutes. What fails after that is told in the body.</summary>
internal sealed class LongAnswer(StudioOptions options, ErrorAnswers errors)
{
    /// <summary>Answers with what <paramref name="work"/> returns, as JSON.</summary>
    public async Task WriteAsync(HttpContext context, Func<CancellationToken, Task<object>> work, Func<StudioException, object> error)
    {
        var cancel = context.RequestAborted;
        var working = work(cancel);
        var silence = options.Silence;
        while (await Task.WhenAny(working, Task.Delay(silence, cancel)) != working)
        {
            silence = options.Silence / 4;
            cancel.ThrowIfCancellationRequested();
            Begin(context.Response);
            await context.Response.WriteAsync(" ", cancel);
            await context.Response.Body.FlushAsync(cancel);
        }

        object body;
        try
        {
            body = await working;
        }
        catch (Exception e) when (context.Response.HasStarted)
        {
            body = error(errors.From(e));
        }

        Begin(context.Response);
        await JsonSerializer.SerializeAsync(context.Response.Body, body, JsonSerializerOptions.Web, cancel);
    }

    private static void Begin(HttpResponse response)
    {
        if (!response.HasStarted)
        {
            response.ContentType = "application/json";
        }
    }
}
