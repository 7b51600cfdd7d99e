namespace Atelier.Torch.Distributed;

/// <summary>Processes cannot work together. The message is one clear sentence: what was wrong, and what would be right.</summary>
public class ProcessGroupException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another process of the group has ended or cannot be reached any more. This one cannot go on.</summary>
public sealed class ProcessLostException(int worldSize, Exception? inner = null)
    : ProcessGroupException($"Another of the {worldSize} processes has ended or cannot be reached any more.", inner);
