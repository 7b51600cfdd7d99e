namespace Atelier.Studio.Jobs;

/// <summary>What a worker says of itself when it asks for work.</summary>
/// <param name="Id">Its identifier, of its own choice.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Kinds">The kinds of jobs it does.</param>
/// <param name="Device">The device it computes on: <c>cpu</c>, <c>cuda:0</c>.</param>
/// <param name="Models">The models it has.</param>
public sealed record WorkerInfo(
    string Id, string Name, string Version, IReadOnlyList<string> Kinds, string Device, IReadOnlyList<string> Models);
