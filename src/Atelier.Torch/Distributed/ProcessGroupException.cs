using Atelier.Core;

namespace Atelier.Torch.Distributed;

/// <summary>Several processes cannot work together.</summary>
public class ProcessGroupException(string message, Exception? inner = null) : AtelierException(message, inner);

/// <summary>Another process of the group has ended or cannot be reached any more. This one cannot go on.</summary>
public sealed class ProcessLostException(int worldSize, Exception? inner = null)
    : ProcessGroupException($"Another of the {worldSize} processes has ended or cannot be reached any more.", inner);
