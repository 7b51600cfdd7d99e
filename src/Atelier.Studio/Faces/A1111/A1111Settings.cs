using Atelier.Art.Imagine;
using Atelier.Studio.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Atelier.Studio.Faces.A1111;

/// <summary>The lists and settings that clients ask for before they ask for pictures.</summary>
internal static class A1111Settings
{
    private static readonly object[] s_none = [];
    private static readonly object s_nothing = new { };

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/options", Options).WithSummary("Settings.");
        api.MapPost("/options", ChooseAsync).WithSummary("Choose a model, for the caller alone.");
        api.MapGet("/sd-models", A1111Models.List).WithSummary("The generators.");
        api.MapGet("/samplers", Samplers).WithSummary("The optimizers.");
        api.MapGet("/schedulers", () => new object[]
        {
            new { name = "automatic", label = "Automatic", aliases = (string[]?)null, default_rho = -1, need_inner_model = false },
        }).WithSummary("There is one.");
        api.MapGet("/upscalers", A1111Models.Upscalers).WithSummary("The upscalers.");
        foreach (var list in new[]
        {
            "latent-upscale-modes", "sd-vae", "sd-modules", "loras", "prompt-styles", "hypernetworks", "face-restorers", "script-info",
        })
        {
            api.MapGet("/" + list, () => s_none).WithSummary("There are none.");
        }

        api.MapGet("/embeddings", () => new { loaded = s_nothing, skipped = s_nothing }).WithSummary("There are none.");
        api.MapGet("/scripts", () => new { txt2img = new[] { "atelier" }, img2img = new[] { "atelier" } })
            .WithSummary("alwayson_scripts.atelier.args[0] holds options of the native face.");
        api.MapGet("/cmd-flags", () => s_nothing).WithSummary("There are none.");
    }

    private static object Options(HttpContext context, A1111Models models) => new
    {
        sd_model_checkpoint = models.Of(context.Caller()), samples_format = "png", CLIP_stop_at_last_layers = 1, sd_vae = "Automatic",
        sd_checkpoint_hash = "", live_previews_enable = true, show_progress_every_n_steps = 1,
    };

    private static async Task<ContentHttpResult> ChooseAsync(HttpContext context, A1111Models models)
    {
        var body = await A1111Body.ReadAsync(context.Request, context.RequestAborted);
        models.Choose(context.Caller(), body.Text("sd_model_checkpoint"));
        return TypedResults.Text("null", "application/json");
    }

    private static IEnumerable<object> Samplers() => Enum.GetValues<OptimizerKind>().Select(optimizer => new
    {
        name = $"{optimizer}",
        aliases = optimizer == OptimizerKind.Adam ? new[] { "Euler", "Euler a", "k_euler" } : [],
        options = s_nothing,
    });
}
