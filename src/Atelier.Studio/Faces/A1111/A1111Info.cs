using System.Globalization;

namespace Atelier.Studio.Faces.A1111;

/// <summary>The part of an answer that says what was made, a JSON text within the JSON.</summary>
internal static class A1111Info
{
    /// <summary>Of the jobs of a request.</summary>
    public static object Create(A1111Order order, IReadOnlyList<FinishedJob> jobs)
    {
        var seeds = jobs.Select(job => Infotext.Seed(job.Job)).ToArray();
        return new
        {
            prompt = order.Prompt,
            all_prompts = Repeat(order.Prompt, jobs.Count),
            negative_prompt = order.NegativePrompt,
            all_negative_prompts = Repeat(order.NegativePrompt, jobs.Count),
            seed = seeds[0],
            all_seeds = seeds,
            subseed = seeds[0],
            all_subseeds = seeds,
            subseed_strength = 0,
            width = order.Input.Width,
            height = order.Input.Height,
            sampler_name = order.Sampler,
            cfg_scale = 1,
            steps = order.Steps,
            batch_size = order.Count,
            restore_faces = false,
            face_restoration_model = (string?)null,
            sd_model_name = order.Input.Model,
            sd_model_hash = (string?)null,
            sd_vae_name = (string?)null,
            sd_vae_hash = (string?)null,
            seed_resize_from_w = -1,
            seed_resize_from_h = -1,
            denoising_strength = order.DenoisingStrength,
            extra_generation_params = new { ignored = string.Join(", ", order.Ignored) },
            index_of_first_image = 0,
            infotexts = jobs.Select(job => Infotext.Write(order, job.Job)).ToArray(),
            styles = Array.Empty<string>(),
            job_timestamp = DateTime.UtcNow.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
            clip_skip = 1,
            is_using_inpainting_conditioning = false,
        };
    }

    private static string[] Repeat(string text, int count) => [.. Enumerable.Repeat(text, count)];
}
