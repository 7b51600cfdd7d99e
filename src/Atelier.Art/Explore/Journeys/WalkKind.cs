namespace Atelier.Art.Explore.Journeys;

/// <summary>What a journey passes through between two pictures.</summary>
public enum WalkKind
{
    /// <summary>The generator's latents: all of the picture changes at once (<see cref="LatentWalk"/>).</summary>
    Latent,

    /// <summary>The generator's codes: patch after patch changes (<see cref="CodeWalk"/>).</summary>
    Codes,

    /// <summary>CLIP's embeddings: what the pictures between show is guided by what lies between the meanings of both
    /// (<see cref="Films.Frames.GuidedFrames"/>).</summary>
    Clip,
}
