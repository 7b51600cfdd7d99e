using Atelier.Core;

namespace Atelier.Work;

/// <summary>The studio cannot be worked for: the address is wrong, or it does not accept the key.</summary>
public sealed class StudioRefusedException(string message, Exception? inner = null) : AtelierException(message, inner);
