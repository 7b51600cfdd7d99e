namespace Atelier.Torch.WeightFiles;

/// <summary>Maps the keys of a weight file to those of the official network. Training programs wrap networks in modules, and state dicts in
/// dictionaries: <c>params_ema.conv_first.weight</c>, <c>state_dict.module.visual.proj</c>, <c>_orig_mod.conv_first.weight</c>. All
/// readers use it.</summary>
public static class WeightKeys
{
    // steps of a path that stand for a wrapper wherever they are: DistributedDataParallel, torch.compile, DeepSpeed, FSDP, pickled modules
    private static readonly HashSet<string> Wrappers =
        ["module", "_orig_mod", "_forward_module", "_fsdp_wrapped_module", "_checkpoint_wrapped_module", "_modules", "_parameters",
            "_buffers"];

    // dictionaries and attributes that hold the network; the averaged weights first, since those are the ones to use
    private static readonly string[] Holders =
    [
        "params_ema", "params-ema", "generator_ema", "g_ema", "net_g_ema", "netG_ema", "state_dict_ema", "state_dict", "model_state_dict",
        "model_state", "params", "generator", "net_g", "netG", "net_G", "netg", "model_g", "network_g", "network",
    ];

    // networks whose own keys begin as a wrapper's: BigGAN's, and pix2pix's U-Net
    private static readonly string[] OwnPrefixes = ["generator.gen_z.", "model.model.1.model."];

    // a prefix of one network among others that are kept
    private const string FirstStage = "first_stage_model";

    // hold the network where nothing else lies beside them but what training leaves: these may also be a network's own first step
    private static readonly string[] Names = ["model", "net", "clip", "clip_model", "vqgan", "autoencoder"];
    private static readonly HashSet<string> LeftByTraining =
        ["optimizer", "optimizers", "optimizer_state", "optimizer_state_dict", "scheduler", "lr_scheduler", "scaler", "ema", "ema_model",
            "discriminator", "criterion", "loss"];

    // averages under names without dots, and what they are made with
    private static readonly string[] Extras = ["model_ema.", "_metadata."];
    private static readonly HashSet<string> ExtraNames = ["colorize", "logvar", "global_step", "step_counter", "epoch"];

    /// <summary>The same tensors by official keys: without wrappers, and without what only training needs.</summary>
    public static IReadOnlyDictionary<string, StoredTensor> Official(IReadOnlyDictionary<string, StoredTensor> stored)
    {
        var known = Named(stored.Select(entry =>
            (string.Join('.', entry.Key.Split('.').Where(step => !Wrappers.Contains(step))), entry.Value)));
        while (Unwrapped(known) is { } inner)
        {
            known = inner;
        }

        return Named(known.Where(entry => !IsExtra(entry.Key)).Select(entry => (entry.Key, entry.Value)));
    }

    // null where there is no holder: each round takes at least one step off every key that stays
    private static Dictionary<string, StoredTensor>? Unwrapped(Dictionary<string, StoredTensor> known)
    {
        if (known.Keys.Any(key => OwnPrefixes.Any(own => key.StartsWith(own, StringComparison.Ordinal))))
        {
            return null;
        }

        if (Holders.FirstOrDefault(holder => known.Keys.Any(key => IsIn(key, holder))) is { } found)
        {
            return Named(known.Where(entry => IsIn(entry.Key, found)).Select(entry => (entry.Key[(found.Length + 1)..], entry.Value)));
        }

        if (known.Keys.Any(key => IsIn(key, FirstStage)))
        {
            return Named(known.Select(entry =>
                (IsIn(entry.Key, FirstStage) ? entry.Key[(FirstStage.Length + 1)..] : entry.Key, entry.Value)));
        }

        return Names.FirstOrDefault(name => IsWhole(name, known.Keys)) is { } whole
            ? Named(known.Where(entry => IsIn(entry.Key, whole)).Select(entry => (entry.Key[(whole.Length + 1)..], entry.Value)))
            : null;
    }

    // the oldest ESRGANs are called model.0, model.1 and so on themselves, the VGG of an LPIPS net.slice1
    private static bool IsWhole(string name, IEnumerable<string> keys)
    {
        var own = keys.Where(key => !IsExtra(key) && !LeftByTraining.Contains(key.Split('.')[0])).ToList();
        return own.Count > 0 && own.All(key =>
            IsIn(key, name) && !char.IsAsciiDigit(key[name.Length + 1]) && !key.StartsWith("net.slice", StringComparison.Ordinal));
    }

    private static bool IsIn(string key, string holder) => key.Length > holder.Length + 1 && key[holder.Length] == '.'
        && key.StartsWith(holder, StringComparison.Ordinal);

    private static bool IsExtra(string key) => ExtraNames.Contains(key)
        || Extras.Any(extra => key.StartsWith(extra, StringComparison.Ordinal));

    // the first of two with one name is kept
    private static Dictionary<string, StoredTensor> Named(IEnumerable<(string Key, StoredTensor Value)> entries)
    {
        var named = new Dictionary<string, StoredTensor>();
        foreach (var (key, value) in entries)
        {
            named.TryAdd(key, value);
        }

        return named;
    }
}
