namespace Atelier.Work.Protocol;

/// <summary>The headers of requests that put a file.</summary>
public static class LeaseHeaders
{
    /// <summary>The lease's token.</summary>
    public const string Token = "x-lease";

    /// <summary>Width of a picture in pixels.</summary>
    public const string Width = "x-width";

    /// <summary>Height of a picture in pixels.</summary>
    public const string Height = "x-height";
}
