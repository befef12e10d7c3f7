namespace TrustedPublishing.TransparencyLog;

/// <summary>
/// Checks proofs as RFC 9162 §2.1.3.2 and §2.1.4.2 write it down; shares nothing with the code that makes them but the hashes.
/// </summary>
public static class Proof
{
    /// <summary>Whether the leaf is at this place of the tree.</summary>
    public static bool VerifyInclusion(byte[] leafHash, long index, long size, IReadOnlyList<byte[]> proof, byte[] root)
    {
        if (index < 0 || index >= size)
        {
            return false;
        }

        var (node, last, hash) = (index, size - 1, leafHash);
        foreach (var sibling in proof)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = TreeHash.Node(sibling, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    (node, last) = (node >> 1, last >> 1);
                }
            }
            else
            {
                hash = TreeHash.Node(hash, sibling);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && root.SequenceEqual(hash);
    }

    /// <summary>Whether the later tree begins with all of the earlier one.</summary>
    public static bool VerifyConsistency(
        long earlierSize, byte[] earlierRoot, long laterSize, byte[] laterRoot, IReadOnlyList<byte[]> proof)
    {
        if (earlierSize < 0 || earlierSize > laterSize)
        {
            return false;
        }

        if (earlierSize == laterSize || earlierSize == 0)
        {
            // The empty tree is the beginning of every tree.
            return proof.Count == 0 && (earlierSize == laterSize ? earlierRoot.SequenceEqual(laterRoot) : earlierRoot.SequenceEqual(TreeHash.Empty));
        }

        var path = (earlierSize & (earlierSize - 1)) == 0 ? [earlierRoot, .. proof] : proof;
        if (path.Count == 0)
        {
            return false;
        }

        var (node, last) = (earlierSize - 1, laterSize - 1);
        while ((node & 1) == 1)
        {
            (node, last) = (node >> 1, last >> 1);
        }

        var (earlier, later) = (path[0], path[0]);
        foreach (var hash in path.Skip(1))
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                (earlier, later) = (TreeHash.Node(hash, earlier), TreeHash.Node(hash, later));
                while ((node & 1) == 0 && node != 0)
                {
                    (node, last) = (node >> 1, last >> 1);
                }
            }
            else
            {
                later = TreeHash.Node(later, hash);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && earlierRoot.SequenceEqual(earlier) && laterRoot.SequenceEqual(later);
    }
}
