using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

namespace Atelier.Distributed.Tests;

/// <summary>Tests that start processes, one after another: they have few cores.</summary>
[CollectionDefinition("processes", DisableParallelization = true)]
public sealed class Processes : ICollectionFixture<OpenMpi>;
