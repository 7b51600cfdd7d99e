namespace Atelier.Core.Files;

/// <summary>Folders that come with the program: in the checkout it was built in, or beside it.</summary>
public static class ShippedFolders
{
    /// <summary>Where a folder of that name may be, the nearest to the program first; none need exist.</summary>
    public static IEnumerable<string> Named(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, name);
        }
    }
}
